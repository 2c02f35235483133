package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The real API server. */
final class KubernetesCluster implements Cluster {
  private final KubernetesClient client;
  private final Writes writes;
  private final Events events;
  private final Set<String> namespaces;
  private final String lockNamespace;

  /**
   * A view of the API server.
   *
   * @param namespaces those that the operator watches; empty for all
   * @param lockNamespace where the locks are; installations that share it exclude each other
   */
  KubernetesCluster(
      KubernetesClient client,
      Writes writes,
      Events events,
      Set<String> namespaces,
      String lockNamespace) {
    this.client = client;
    this.writes = writes;
    this.events = events;
    this.namespaces = Set.copyOf(namespaces);
    this.lockNamespace = lockNamespace;
  }

  @Override
  public Optional<BackupRecovery> recovery(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(BackupRecovery.class).inNamespace(namespace).withName(name).get());
  }

  @Override
  public List<BackupRecovery> recoveries() {
    var all = client.resources(BackupRecovery.class);
    return namespaces.isEmpty()
        ? all.inAnyNamespace().list().getItems()
        : namespaces.stream()
            .flatMap(namespace -> all.inNamespace(namespace).list().getItems().stream())
            .toList();
  }

  @Override
  public Optional<BackupFolder> folder(FolderRef ref) {
    return Optional.ofNullable(
        client
            .resources(BackupFolder.class)
            .inNamespace(ref.resolvedNamespace())
            .withName(ref.name())
            .get());
  }

  @Override
  public Optional<BackupResource> resource(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(BackupResource.class).inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<BackupRecovery> writeStatus(BackupRecovery recovery) {
    return writes.status(recovery);
  }

  @Override
  public Optional<BackupRecovery> hold(BackupRecovery recovery) {
    return writes.addFinalizer(recovery, BackupApiGroup.RECOVERY_FINALIZER);
  }

  @Override
  public Optional<BackupRecovery> letGo(BackupRecovery recovery) {
    return writes.removeFinalizer(recovery, BackupApiGroup.RECOVERY_FINALIZER);
  }

  @Override
  public void delete(BackupRecovery recovery) {
    writes.delete(recovery);
  }

  @Override
  public void event(BackupRecovery about, boolean warning, String reason, String message) {
    if (warning) {
      events.warning(about, reason, message);
    } else {
      events.normal(about, reason, message);
    }
  }

  @Override
  public Optional<Lease> lease(String name) {
    return Optional.ofNullable(client.leases().inNamespace(lockNamespace).withName(name).get());
  }

  @Override
  public boolean create(Lease lease) {
    try {
      client.leases().inNamespace(lockNamespace).resource(lease).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean replace(Lease lease) {
    return unlessChanged(() -> client.resource(lease).lockResourceVersion().update());
  }

  @Override
  public boolean delete(Lease lease) {
    return unlessChanged(() -> client.resource(lease).lockResourceVersion().delete());
  }

  private static boolean unlessChanged(Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }
}
