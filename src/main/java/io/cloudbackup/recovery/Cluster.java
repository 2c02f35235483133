package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.FolderRef;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.List;
import java.util.Optional;

/**
 * The API server as recoveries use it. Every read is live. Every write carries the uid and the
 * resourceVersion of the object as it was read, so that it lands on that object in that state or
 * not at all; one that is sent again after a 5xx lands once. What the API server refuses otherwise,
 * or doesn't answer, is a {@link io.fabric8.kubernetes.client.KubernetesClientException}; the write
 * may then have landed.
 */
interface Cluster {
  /** The recovery of that name. */
  Optional<BackupRecovery> recovery(String namespace, String name);

  /** All recoveries that the operator watches. */
  List<BackupRecovery> recoveries();

  /** The folder as its spec is now. */
  Optional<BackupFolder> folder(FolderRef ref);

  /** The machine that a resourceRef names. */
  Optional<BackupResource> resource(String namespace, String name);

  /** Replaces the status by the one in {@code recovery}; nothing where it changed or went. */
  Optional<BackupRecovery> writeStatus(BackupRecovery recovery);

  /** Adds the finalizer; nothing where the object changed or went. */
  Optional<BackupRecovery> hold(BackupRecovery recovery);

  /** Removes the finalizer; nothing where the object changed or went. */
  Optional<BackupRecovery> letGo(BackupRecovery recovery);

  /** Deletes the object; not where it changed or went. */
  void delete(BackupRecovery recovery);

  /** Leaves an Event about the recovery, if the API server takes it. Never fails. */
  void event(BackupRecovery about, boolean warning, String reason, String message);

  /** The lock of that name. */
  Optional<Lease> lease(String name);

  /** Creates a lock; false where there is one already. */
  boolean create(Lease lease);

  /** Replaces a lock as it was read; false where it changed or went. */
  boolean replace(Lease lease);

  /** Deletes a lock as it was read; false where it changed or went. */
  boolean delete(Lease lease);
}
