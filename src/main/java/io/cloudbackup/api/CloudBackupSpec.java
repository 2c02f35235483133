package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which backup to show. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.managedBy) || self.deletionPolicy == 'Retain'",
    message =
        "a CloudBackup of the inventory is always Retain: to delete the backup, write another CloudBackup with its"
            + " backupId and deletionPolicy Delete, and delete that one")
@ValidationRule(
    value = "has(self.managedBy) == has(oldSelf.managedBy)",
    message = "managedBy can't be set or removed: it is the operator's")
@ValidationRule(
    value =
        "!has(oldSelf.managedBy) || (has(self.folderRef) == has(oldSelf.folderRef)"
            + " && (!has(self.folderRef) || self.folderRef == oldSelf.folderRef))",
    message = "the folderRef of a CloudBackup of the inventory can't be changed")
public record CloudBackupSpec(
    @Nullable
        @JsonPropertyDescription(
            "The BackupFolder of the backup. Default: the one named default in the object's own namespace.")
        FolderRef folderRef,
    @Required
        @Size(min = 1, max = 50)
        @Pattern(Rules.ID)
        @ValidationRule(
            value = "self == oldSelf",
            message = "backupId can't be changed: create another CloudBackup for another backup")
        @JsonPropertyDescription("Id of the backup. Can't be changed.")
        String backupId,
    @Default("Retain")
        @JsonPropertyDescription(
            "What the deletion of this object does in the cloud. Retain: nothing. Delete: the backup is deleted, for"
                + " good.")
        DeletionPolicy deletionPolicy,
    @Nullable
        @JsonPropertyDescription(
            "Inventory: the operator keeps this object for the inventory of its BackupFolder, brings it back and"
                + " removes it. Not for users to set.")
        ManagedBy managedBy) {
  public CloudBackupSpec {
    deletionPolicy = deletionPolicy == null ? DeletionPolicy.Retain : deletionPolicy;
  }

  /** Whether the operator keeps the object by itself; such a one never deletes in the cloud. */
  public boolean mirror() {
    return managedBy != null;
  }
}
