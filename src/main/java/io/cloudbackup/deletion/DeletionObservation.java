package io.cloudbackup.deletion;

import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the deletion of an object with the finalizer follows from.
 *
 * @param abandon whether a person lets it go
 * @param paused whether a person holds it
 * @param pending how long the object has been waiting to go
 * @param terminating how long the namespace has been terminating, if it is
 * @param kindGoes whether the object's CustomResourceDefinition is being deleted
 * @param wanted whether the policy still says Delete
 * @param rival the older object that the thing belongs to, as kind and namespace/name, or null
 * @param folderId the cloud folder that the object may delete in; null where {@code blocked} says
 *     why there is none
 * @param blocked why the folder can't be used, as a sentence, or null
 * @param target what the cloud says of the thing now
 * @param operationId of the deletion that was begun, or null
 * @param operation how that stands
 */
record DeletionObservation<T>(
    boolean abandon,
    boolean paused,
    Duration pending,
    Optional<Duration> terminating,
    boolean kindGoes,
    boolean wanted,
    @Nullable String rival,
    @Nullable String folderId,
    @Nullable String blocked,
    Target<T> target,
    @Nullable String operationId,
    Lookup<Operation> operation) {}
