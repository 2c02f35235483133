package io.cloudbackup.inventory;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.deletion.Deletable;
import io.cloudbackup.deletion.DeletionWords;
import io.cloudbackup.deletion.Target;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The backup of a CloudBackup that a user wrote, which the cloud can be told to delete. */
public final class StoredBackup implements Deletable<CloudBackup, Backup> {
  private static final DeletionWords WORDS =
      new DeletionWords(
          "the backup",
          "The cloud deleted the backup.",
          "The BackupFolder's cloud folder has no such backup.",
          "the cloud may still have the backup",
          false);

  private final BackupIndex index;
  private final FolderAccess access;

  public StoredBackup(BackupIndex index, FolderAccess access) {
    this.index = index;
    this.access = access;
  }

  @Override
  public String finalizer() {
    return BackupApiGroup.BACKUP_FINALIZER;
  }

  @Override
  public DeletionWords words() {
    return WORDS;
  }

  @Override
  public FolderRef folderOf(CloudBackup backup) {
    return BackupIndex.folderOf(backup);
  }

  @Override
  public boolean wanted(CloudBackup backup) {
    return !backup.getSpec().mirror() && backup.getSpec().deletionPolicy() == DeletionPolicy.Delete;
  }

  @Override
  public @Nullable String rival(CloudBackup backup, Optional<FolderState> folder) {
    return index
        .rival(backup)
        .map(r -> "CloudBackup " + r.getMetadata().getNamespace() + "/" + r.getMetadata().getName())
        .orElse(null);
  }

  /** Which machine the backup is of, and so whether it may be deleted, only the cloud can tell. */
  @Override
  public @Nullable String refusal(CloudBackup backup, FolderState folder) {
    return null;
  }

  @Override
  public Target<Backup> look(CloudBackup object, FolderState folder, BackupApi api) {
    String id = object.getSpec().backupId();
    return Target.of(
        Lookup.of(() -> api.getBackup(folder.spec().folderId(), id)),
        backup -> target(object, folder, backup));
  }

  private Target<Backup> target(CloudBackup object, FolderState folder, Backup backup) {
    if (backup.deleted()) {
      return new Target.Absent<>();
    }
    return mayDelete(object, folder, backup)
        ? new Target.Present<>(backup)
        : new Target.Refused<>(
            "BackupFolder "
                + folder.ref()
                + " doesn't grant namespace "
                + object.getMetadata().getNamespace()
                + " DeleteBackup on the machine that the backup is of.");
  }

  private boolean mayDelete(CloudBackup object, FolderState folder, Backup backup) {
    return access.mayAct(
        folder,
        object.getMetadata().getNamespace(),
        AccessRule.DELETE_BACKUP,
        backup.computeInstanceId());
  }

  @Override
  public Operation delete(BackupApi api, CloudBackup object, Backup backup, String key) {
    return api.deleteBackup(backup.computeInstanceId(), object.getSpec().backupId(), key);
  }

  @Override
  public Progress progress(CloudBackup backup) {
    CloudBackupStatus status = status(backup);
    return new Progress(status.conditions(), status.deleteOperationId());
  }

  @Override
  public boolean setProgress(CloudBackup backup, @Nullable String handledNudge, Progress progress) {
    CloudBackupStatus before = status(backup);
    backup.setStatus(
        before.with(
            before.observedGeneration(),
            handledNudge,
            progress.conditions(),
            progress.operationId()));
    return !backup.getStatus().equals(before);
  }

  static CloudBackupStatus status(CloudBackup backup) {
    return Optional.ofNullable(backup.getStatus()).orElse(CloudBackupStatus.EMPTY);
  }
}
