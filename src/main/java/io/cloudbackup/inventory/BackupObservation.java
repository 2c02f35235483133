package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.folder.FolderView;
import io.cloudbackup.kubernetes.Marks;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the status of a CloudBackup follows from that a user wrote.
 *
 * @param before the status as it is stored
 * @param backup what the cloud says of it now; not asked where the last answer may still count
 * @param sinceLook how long ago the cloud last answered; null where it never did
 * @param rival an older object of the namespace for the same backup, as kind and namespace/name, or
 *     null
 */
record BackupObservation(
    String backupId,
    @Nullable Long generation,
    Marks marks,
    CloudBackupStatus before,
    FolderView folder,
    Lookup<Backup> backup,
    @Nullable Duration sinceLook,
    @Nullable String rival,
    Instant now) {}
