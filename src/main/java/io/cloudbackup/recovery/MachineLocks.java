package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One Lease for each machine that a recovery is about to overwrite, or overwrites. It is not timed:
 * its holder is a BackupRecovery, and it lasts until that is settled.
 */
public final class MachineLocks {
  private static final String MACHINE = BackupApiGroup.GROUP + "/compute-instance-id";
  private static final String OPERATION = BackupApiGroup.GROUP + "/operation-id";

  private final KubernetesClient client;
  private final String namespace;

  /**
   * A view of the locks.
   *
   * @param namespace where the Leases are; installations that share it exclude each other
   */
  public MachineLocks(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** How the machine's lock stands for that recovery, by live reads. */
  LockView look(String machine, BackupRecovery recovery) {
    Lease lease = lease(machine).get();
    if (lease == null) {
      return new LockView.Free();
    }
    String holder = Optional.ofNullable(lease.getSpec().getHolderIdentity()).orElse("");
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
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(Keys.lease(machine))
            .withNamespace(namespace)
            .addToAnnotations(MACHINE, machine)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(identity(recovery))
            .endSpec()
            .build();
    try {
      client.leases().inNamespace(namespace).resource(lease).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** Removes the lock if that recovery holds it. */
  void giveBack(String machine, BackupRecovery recovery) {
    Lease lease = lease(machine).get();
    if (lease != null && identity(recovery).equals(lease.getSpec().getHolderIdentity())) {
      remove(lease);
    }
  }

  /** Removes the lock if its holder is gone or settled; the caller has seen the machine idle. */
  void breakLeft(String machine, BackupRecovery recovery) {
    Lease lease = lease(machine).get();
    if (lease != null
        && look(machine, recovery) instanceof LockView.Others others
        && others.left()) {
      remove(lease);
    }
  }

  /** Notes which operation goes on after its recovery's object went. */
  void note(String machine, BackupRecovery recovery, @Nullable String operationId) {
    Lease lease = lease(machine).get();
    if (operationId != null
        && lease != null
        && identity(recovery).equals(lease.getSpec().getHolderIdentity())) {
      Lease noted =
          new LeaseBuilder(lease)
              .editMetadata()
              .addToAnnotations(OPERATION, operationId)
              .endMetadata()
              .build();
      client.resource(noted).update();
    }
  }

  /** Exactly this Lease in this state: one that somebody else took meanwhile stays. */
  private void remove(Lease lease) {
    try {
      client.resource(lease).lockResourceVersion().delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private boolean left(String ownerNamespace, String name, String uid) {
    BackupRecovery owner;
    try {
      owner =
          client.resources(BackupRecovery.class).inNamespace(ownerNamespace).withName(name).get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        // Another installation's, in a namespace that is not this one's to read.
        return false;
      }
      throw e;
    }
    if (owner == null || !uid.equals(owner.getMetadata().getUid())) {
      return true;
    }
    BackupRecoveryStatus status = owner.getStatus();
    return status != null && status.currentPhase().terminal();
  }

  private Resource<Lease> lease(String machine) {
    return client.leases().inNamespace(namespace).withName(Keys.lease(machine));
  }

  private static String identity(BackupRecovery recovery) {
    return recovery.getMetadata().getNamespace()
        + "/"
        + recovery.getMetadata().getName()
        + "/"
        + recovery.getMetadata().getUid();
  }
}
