package io.cloudbackup.resource;

import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the deletion of a BackupResource with the finalizer follows from.
 *
 * @param abandon whether a person lets it go
 * @param paused whether a person holds it
 * @param terminating how long the namespace has been terminating, if it is
 * @param wanted whether the policy still says Delete
 * @param rival the older object that the machine belongs to, or null
 * @param folderId the cloud folder that the object may delete in; null where {@code blocked} says
 *     why there is none
 * @param blocked why the folder can't be used, or null
 * @param machine what the cloud says of the machine now
 * @param swept whether the folder's last sweep saw the machine
 * @param operationId of the deletion that was begun, or null
 * @param operation how that stands
 */
record DeletionObservation(
    boolean abandon,
    boolean paused,
    Optional<Duration> terminating,
    boolean wanted,
    @Nullable String rival,
    @Nullable String folderId,
    FolderView.@Nullable Refused blocked,
    Lookup<Resource> machine,
    boolean swept,
    @Nullable String operationId,
    Lookup<Operation> operation) {}
