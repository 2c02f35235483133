package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Backup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the cloud says of a backup as the status says it, within the schema's limits. */
final class BackupMirror {
  private static final int MOST_DISKS = 32;
  private static final int MOST_VOLUMES = 32;

  private BackupMirror() {}

  /**
   * The cloud's fields from {@code backup}, the others from {@code before}. A record of which only
   * lastSeenAt differs leaves the status as it is.
   */
  static CloudBackupStatus mirror(CloudBackupStatus before, Backup backup) {
    CloudBackupStatus fresh = with(before, backup, before.lastSeenAt());
    return fresh.equals(before) ? before : with(before, backup, Rfc3339.full(backup.lastSeenAt()));
  }

  /** By which it is told whether something else than lastSeenAt has changed. */
  static String digest(Backup backup) {
    return MirrorMetadata.hash(with(CloudBackupStatus.EMPTY, backup, null).toString());
  }

  private static CloudBackupStatus with(
      CloudBackupStatus before, Backup backup, @Nullable String lastSeenAt) {
    return new CloudBackupStatus(
        before.observedGeneration(),
        before.lastHandledReconcileAt(),
        before.conditions(),
        text(backup.computeInstanceId(), 64),
        text(backup.resourceId(), 64),
        text(backup.policyId(), 64),
        text(backup.vaultId(), 64),
        text(backup.archiveId(), 64),
        text(backup.type(), 64),
        backup.deleted(),
        Rfc3339.full(backup.createdAt()),
        lastSeenAt,
        backup.size(),
        backup.deduplicatedSize(),
        backup.backedUpDataSize(),
        backup.originalDataSize(),
        attributes(backup.attributes()),
        backup.disks().stream().limit(MOST_DISKS).map(BackupMirror::disk).toList(),
        before.digest(),
        before.deleteOperationId());
  }

  private static CloudBackupStatus.@Nullable Attributes attributes(
      Backup.@Nullable Attributes attributes) {
    return attributes == null
        ? null
        : new CloudBackupStatus.Attributes(
            text(attributes.streamName(), 256), text(attributes.uri(), 1024));
  }

  private static CloudBackupStatus.Disk disk(Backup.Disk disk) {
    List<CloudBackupStatus.Volume> volumes =
        disk.volumes().stream().limit(MOST_VOLUMES).map(BackupMirror::volume).toList();
    return new CloudBackupStatus.Disk(
        text(disk.deviceModel(), 256), text(disk.name(), 256), disk.size(), volumes);
  }

  private static CloudBackupStatus.Volume volume(Backup.Volume volume) {
    return new CloudBackupStatus.Volume(
        text(volume.name(), 256),
        volume.size(),
        volume.freeSpace(),
        volume.isBootable(),
        volume.isSystem(),
        text(volume.mountStrid(), 256));
  }

  private static @Nullable String text(String text, int most) {
    return text.isEmpty() ? null : Condition.limit(text, most);
  }
}
