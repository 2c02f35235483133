package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Who else may act through a BackupFolder. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AccessRule(
    @Required @JsonPropertyDescription("The namespaces that this rule is for.")
        NamespaceSelection namespaces,
    @Required
        @Size(min = 1, max = 8)
        @ValidationRule(
            value = "self.all(v, v in ['Recover', 'DeleteResource', 'DeleteBackup'])",
            message = "verbs must be of Recover, DeleteResource and DeleteBackup")
        @JsonPropertyDescription("What they may do: Recover, DeleteResource, DeleteBackup.")
        List<@Size(max = 32) String> verbs,
    @Size(max = 256)
        @JsonPropertyDescription(
            "The machines that they may do it to. A recovery reads a backup: it must be of one of these machines too."
                + " Empty: every machine of the folder.")
        List<@Size(min = 1, max = 50) String> computeInstanceIds) {
  public static final String RECOVER = "Recover";
  public static final String DELETE_RESOURCE = "DeleteResource";
  public static final String DELETE_BACKUP = "DeleteBackup";

  public AccessRule {
    verbs = verbs == null ? List.of() : List.copyOf(verbs);
    computeInstanceIds = computeInstanceIds == null ? List.of() : List.copyOf(computeInstanceIds);
  }
}
