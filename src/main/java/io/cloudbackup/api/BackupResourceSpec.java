package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which machine to watch. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupResourceSpec(
    @Nullable
        @JsonPropertyDescription(
            "The BackupFolder of the machine. Default: the one named default in the object's own namespace.")
        FolderRef folderRef,
    @Required
        @Size(min = 1, max = 50)
        @Pattern(Rules.ID)
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "computeInstanceId can't be changed: create another BackupResource for another machine")
        @JsonPropertyDescription("Id of the machine in Compute Cloud. Can't be changed.")
        String computeInstanceId,
    @Default("Retain")
        @JsonPropertyDescription(
            "What the deletion of this object does in the cloud. Retain: nothing. Delete: Cloud Backup forgets the"
                + " machine; the machine and its backups stay.")
        DeletionPolicy deletionPolicy,
    @Nullable
        @Size(max = 20)
        @ValidationRule(
            value = Rules.DURATION + ">= duration('1m') && duration(self) <= duration('87600h')",
            message = "maxBackupAge must be a duration from 1m to 87600h, such as 26h")
        @JsonPropertyDescription(
            "How old the last backup may be; the condition BackupFresh tells whether it is younger. 1m to 87600h.")
        String maxBackupAge,
    @Default("5")
        @Min(0)
        @Max(50)
        @JsonPropertyDescription("How many completed tasks the status keeps. 0 to 50.")
        Integer taskHistoryLimit) {
  public BackupResourceSpec {
    deletionPolicy = deletionPolicy == null ? DeletionPolicy.Retain : deletionPolicy;
    taskHistoryLimit = taskHistoryLimit == null ? 5 : taskHistoryLimit;
  }

  /** How old the last backup may be, where a limit is set. */
  public Optional<Duration> backupAgeLimit() {
    return Optional.ofNullable(maxBackupAge).map(Rfc3339::duration);
  }
}
