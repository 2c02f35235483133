package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.FolderRef;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way from one operator to the API server. A call may be slow or fail, before it took effect or
 * after, and the operator may die before it or after.
 */
final class SimCluster implements Cluster {
  private final SimWorld world;
  private final SimOperator operator;

  SimCluster(SimWorld world, SimOperator operator) {
    this.world = world;
    this.operator = operator;
  }

  private SimApiServer server() {
    return world.server();
  }

  private <T> T read(String what, Supplier<T> effect) {
    operator.breathe(what);
    if (world.happens(world.climate().apiFaults() / 4)) {
      throw new KubernetesClientException("the API server does not answer: " + what);
    }
    return effect.get();
  }

  private <T> T write(String what, Supplier<T> effect) {
    operator.breathe(what);
    boolean fails = world.happens(world.climate().apiFaults());
    if (fails && world.happens(0.5)) {
      throw new KubernetesClientException("refused: " + what);
    }
    T result = effect.get();
    world.trace(operator.me(), "%s%s", what, fails ? ", and the answer is lost" : "");
    operator.breathe(what + " is done");
    if (fails) {
      throw new KubernetesClientException("the answer was lost: " + what);
    }
    return result;
  }

  @Override
  public Optional<BackupRecovery> recovery(String namespace, String name) {
    return read("get " + name, () -> server().find(name));
  }

  @Override
  public List<BackupRecovery> recoveries() {
    return read("list", () -> server().recoveries());
  }

  @Override
  public Optional<BackupFolder> folder(FolderRef ref) {
    return read("get folder", () -> Optional.of(server().folder()));
  }

  @Override
  public Optional<BackupResource> resource(String namespace, String name) {
    return Optional.empty();
  }

  @Override
  public Optional<BackupRecovery> writeStatus(BackupRecovery recovery) {
    String phase = String.valueOf(SimApiServer.status(recovery).phase());
    Optional<BackupRecovery> written =
        write(
            "write status " + phase,
            () -> {
              Optional<BackupRecovery> before = server().current(recovery);
              Optional<BackupRecovery> after = server().writeStatus(recovery);
              before.ifPresent(b -> world.rules().statusWritten(operator, b, recovery));
              return after;
            });
    return written;
  }

  @Override
  public Optional<BackupRecovery> hold(BackupRecovery recovery) {
    return write("add the finalizer", () -> server().writeFinalizers(recovery, true));
  }

  @Override
  public Optional<BackupRecovery> letGo(BackupRecovery recovery) {
    return write(
        "remove the finalizer",
        () -> {
          if (server().current(recovery).isPresent()) {
            world.rules().letGo(recovery);
          }
          return server().writeFinalizers(recovery, false);
        });
  }

  @Override
  public void delete(BackupRecovery recovery) {
    var _ =
        write(
            "delete",
            () -> {
              if (server().current(recovery).isPresent()) {
                world.rules().removed(recovery);
                server().delete(recovery.getMetadata().getName());
              }
              return true;
            });
  }

  @Override
  public void event(BackupRecovery about, boolean warning, String reason, String message) {
    world.rules().event(about, reason);
  }

  @Override
  public Optional<Lease> lease(String name) {
    return read("get the lock", () -> server().lease(name));
  }

  @Override
  public boolean create(Lease lease) {
    return write("take the lock", () -> server().create(lease));
  }

  @Override
  public boolean replace(Lease lease) {
    return write("write the lock", () -> server().replace(lease));
  }

  @Override
  public boolean delete(Lease lease) {
    return write("give the lock back", () -> server().delete(lease));
  }
}
