package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.FolderRef;
import org.jspecify.annotations.Nullable;

/**
 * The machines that a recovery's spec names, by BackupResources too: those of its own namespace
 * that belong to its own folder.
 */
final class References {
  private final Cluster cluster;

  References(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * What they come to.
   *
   * @param source what {@link #sourceMachine} said
   */
  Goal goal(BackupRecovery recovery, @Nullable String source) {
    BackupRecoverySpec.Target target = recovery.getSpec().target();
    if (recovery.getSpec().source().latest() != null && source == null) {
      return unclear("source.latest.resourceRef", recovery);
    }
    if (target.computeInstanceId() != null) {
      return new Goal.Clear(target.computeInstanceId());
    }
    String machine = machineOf(target.resourceRef(), recovery);
    return machine == null ? unclear("target.resourceRef", recovery) : new Goal.Clear(machine);
  }

  private static Goal unclear(String field, BackupRecovery recovery) {
    return new Goal.Unclear(
        "ResourceNotFound",
        "spec."
            + field
            + " names no BackupResource in namespace "
            + recovery.getMetadata().getNamespace()
            + " that belongs to BackupFolder "
            + Folders.refOf(recovery)
            + ".");
  }

  /** The machine whose newest backup is meant; null where the spec names none that is known. */
  @Nullable String sourceMachine(BackupRecovery recovery) {
    BackupRecoverySpec.Latest latest = recovery.getSpec().source().latest();
    if (latest == null) {
      return null;
    }
    return latest.computeInstanceId() != null
        ? latest.computeInstanceId()
        : machineOf(latest.resourceRef(), recovery);
  }

  private @Nullable String machineOf(
      BackupRecoverySpec.@Nullable ResourceRef ref, BackupRecovery recovery) {
    if (ref == null) {
      return null;
    }
    String namespace = recovery.getMetadata().getNamespace();
    return cluster
        .resource(namespace, ref.name())
        .filter(
            resource ->
                FolderRef.resolve(resource.getSpec().folderRef(), namespace)
                    .equals(Folders.refOf(recovery)))
        .map(resource -> resource.getSpec().computeInstanceId())
        .orElse(null);
  }
}
