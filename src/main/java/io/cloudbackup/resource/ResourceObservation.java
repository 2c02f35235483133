package io.cloudbackup.resource;

import io.cloudbackup.api.BackupResourceSpec;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.folder.FolderView;
import io.cloudbackup.kubernetes.Marks;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the status of a BackupResource follows from.
 *
 * @param before the status as it is stored
 * @param backups what is to be shown of the machine's backups, or null
 * @param rival an older object with deletionPolicy Delete for the same machine, as kind and
 *     namespace/name, or null
 * @param sweepInterval of the folder
 */
record ResourceObservation(
    BackupResourceSpec spec,
    @Nullable Long generation,
    Marks marks,
    BackupResourceStatus before,
    FolderView folder,
    MachineView machine,
    BackupResourceStatus.@Nullable Backups backups,
    @Nullable String rival,
    Duration sweepInterval,
    Instant now) {}
