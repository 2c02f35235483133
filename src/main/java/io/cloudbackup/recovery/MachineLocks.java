package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One Lease for each machine that a recovery is about to overwrite, or overwrites. It is not timed:
 * its holder is a BackupRecovery, and it lasts until that is settled.
 */
final class MachineLocks {
  private static final String MACHINE = BackupApiGroup.GROUP + "/compute-instance-id";
  private static final String OPERATION = BackupApiGroup.GROUP + "/operation-id";

  private final Cluster cluster;

  MachineLocks(Cluster cluster) {
    this.cluster = cluster;
  }

  /** How the machine's lock stands for that recovery, by live reads. */
  LockView look(String machine, BackupRecovery recovery) {
    Optional<Lease> lease = cluster.lease(Keys.lease(machine));
    if (lease.isEmpty()) {
      return new LockView.Free();
    }
    String holder = holder(lease.get());
    if (holder.equals(identity(recovery))) {
      return new LockView.Mine(machine);
    }
    String[] parts = holder.split("/", -1);
    return parts.length == 3
        ? new LockView.Others(parts[0] + "/" + parts[1], left(parts[0], parts[1], parts[2]))
        : new LockView.Others("'" + holder + "'", false);
  }

  /** Takes the lock; false where somebody else was faster. */
  boolean take(String machine, BackupRecovery recovery) {
    return cluster.create(
        new LeaseBuilder()
            .withNewMetadata()
            .withName(Keys.lease(machine))
            .addToAnnotations(MACHINE, machine)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(identity(recovery))
            .endSpec()
            .build());
  }

  /** Removes the lock if that recovery holds it. */
  void giveBack(String machine, BackupRecovery recovery) {
    held(machine, recovery).ifPresent(cluster::delete);
  }

  /** Removes the lock if its holder is gone or settled; the caller has seen the machine idle. */
  void breakLeft(String machine, BackupRecovery recovery) {
    Optional<Lease> lease = cluster.lease(Keys.lease(machine));
    if (lease.isPresent()
        && look(machine, recovery) instanceof LockView.Others others
        && others.left()) {
      // Exactly this Lease in this state: one that somebody else took meanwhile stays.
      cluster.delete(lease.get());
    }
  }

  /** Notes which operation goes on after its recovery's object went. */
  void note(String machine, BackupRecovery recovery, @Nullable String operationId) {
    if (operationId != null) {
      held(machine, recovery)
          .map(
              lease ->
                  new LeaseBuilder(lease)
                      .editMetadata()
                      .addToAnnotations(OPERATION, operationId)
                      .endMetadata()
                      .build())
          .ifPresent(cluster::replace);
    }
  }

  private Optional<Lease> held(String machine, BackupRecovery recovery) {
    return cluster
        .lease(Keys.lease(machine))
        .filter(lease -> holder(lease).equals(identity(recovery)));
  }

  private static String holder(Lease lease) {
    return Optional.ofNullable(lease.getSpec().getHolderIdentity()).orElse("");
  }

  private boolean left(String namespace, String name, String uid) {
    Optional<BackupRecovery> owner;
    try {
      owner = cluster.recovery(namespace, name);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        // Another installation's, in a namespace that is not this one's to read.
        return false;
      }
      throw e;
    }
    if (owner.isEmpty() || !uid.equals(owner.get().getMetadata().getUid())) {
      return true;
    }
    BackupRecoveryStatus status = owner.get().getStatus();
    return status != null && status.currentPhase().terminal();
  }

  private static String identity(BackupRecovery recovery) {
    return recovery.getMetadata().getNamespace()
        + "/"
        + recovery.getMetadata().getName()
        + "/"
        + recovery.getMetadata().getUid();
  }
}
