package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.kubernetes.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a step of a recovery follows from, read live in one pass.
 *
 * @param uid of the object
 * @param created when the API server created it
 * @param deleting whether its deletion was asked for
 * @param held whether it carries the finalizer
 * @param resolution the text of the annotation resolve-start, or null
 * @param before the status as it is stored
 * @param swept whether the folder's last sweep saw the target
 * @param backup the backup that the spec selects at the moment
 * @param newer how many newer backups of the same machine there are; null where that wasn't asked
 * @param source the machine that the backup was made of, where that is another one than the target
 * @param ofTarget the target's own backups
 * @param target the machine to overwrite
 * @param tasks of the target
 * @param claims what other recoveries of the target say of its tasks
 * @param operation that the status names, or that a person named
 * @param sent whether the lock says that this object was sent
 * @param startedBefore whether another object of the same manifest started
 * @param me this replica
 * @param unsettledFor how long this process has known of the last send, by a monotonic clock
 */
record RecoveryObservation(
    String uid,
    @Nullable Long generation,
    Instant created,
    boolean deleting,
    boolean held,
    Marks marks,
    @Nullable String resolution,
    BackupRecoverySpec spec,
    BackupRecoveryStatus before,
    FolderUse folder,
    Goal goal,
    boolean swept,
    Lookup<Backup> backup,
    @Nullable Integer newer,
    Lookup<Resource> source,
    Lookup<List<Backup>> ofTarget,
    Lookup<Resource> target,
    Lookup<List<Task>> tasks,
    Claims claims,
    Lookup<Operation> operation,
    LockView lock,
    boolean sent,
    boolean startedBefore,
    String me,
    Duration unsettledFor,
    Timing timing,
    Instant now) {}
