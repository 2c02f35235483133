package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.FolderRef;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The API server itself: objects with uids, resourceVersions, finalizers and a status that is
 * written apart. What operators see of it is {@link SimCluster}'s.
 */
final class SimApiServer {
  static final FolderRef FOLDER = new FolderRef("default", "team");

  private final SimTime time;
  private final Map<String, BackupRecovery> recoveries = new LinkedHashMap<>();
  private final Map<String, List<BackupRecovery>> history = new LinkedHashMap<>();
  private final Map<String, Lease> leases = new LinkedHashMap<>();
  private final BackupFolder folder = new BackupFolder();
  private Consumer<String> watch = name -> {};
  private long version;
  private int uids;

  SimApiServer(SimTime time, BackupFolderSpec spec) {
    this.time = time;
    folder.setMetadata(
        new ObjectMetaBuilder()
            .withName(FOLDER.name())
            .withNamespace(FOLDER.namespace())
            .withUid("uid-folder")
            .build());
    folder.setSpec(spec);
  }

  /** Who hears of edits that wake a reconciler, by the object's name. */
  void watch(Consumer<String> listener) {
    watch = listener;
  }

  BackupFolder folder() {
    return folder;
  }

  List<BackupRecovery> recoveries() {
    return recoveries.values().stream().map(SimApiServer::copy).toList();
  }

  Optional<BackupRecovery> find(String name) {
    return Optional.ofNullable(recoveries.get(name)).map(SimApiServer::copy);
  }

  /** As an informer may have it: {@code back} versions ago. */
  Optional<BackupRecovery> stale(String name, int back) {
    List<BackupRecovery> all = history.get(name);
    return all == null
        ? Optional.empty()
        : Optional.of(copy(all.get(Math.max(0, all.size() - 1 - back))));
  }

  BackupRecovery create(String namespace, String name, BackupRecoverySpec spec) {
    BackupRecovery fresh = new BackupRecovery();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace)
            .withUid("uid-" + ++uids)
            .withGeneration(1L)
            .withCreationTimestamp(time.instant().toString())
            .build());
    fresh.setSpec(spec);
    history.remove(name);
    store(fresh);
    watch.accept(name);
    return copy(fresh);
  }

  /** A user's edit of metadata or spec. */
  void edit(String name, UnaryOperator<BackupRecovery> edit) {
    BackupRecovery current = recoveries.get(name);
    if (current != null) {
      BackupRecovery edited = edit.apply(copy(current));
      if (!edited.getSpec().equals(current.getSpec())) {
        edited.getMetadata().setGeneration(current.getMetadata().getGeneration() + 1);
      }
      store(edited);
      watch.accept(name);
    }
  }

  /** A user's or the operator's deletion. */
  void delete(String name) {
    BackupRecovery current = recoveries.get(name);
    if (current == null || current.isMarkedForDeletion()) {
      return;
    }
    if (current.getMetadata().getFinalizers().isEmpty()) {
      recoveries.remove(name);
    } else {
      BackupRecovery marked = copy(current);
      marked.getMetadata().setDeletionTimestamp(time.instant().toString());
      store(marked);
    }
    watch.accept(name);
  }

  /** Replaces the status of exactly the object that was read. */
  Optional<BackupRecovery> writeStatus(BackupRecovery written) {
    return current(written)
        .map(
            current -> {
              BackupRecovery updated = copy(current);
              updated.setStatus(written.getStatus());
              store(updated);
              return copy(updated);
            });
  }

  /** Replaces the finalizers of exactly the object that was read. */
  Optional<BackupRecovery> writeFinalizers(BackupRecovery read, boolean held) {
    return current(read)
        .map(
            current -> {
              BackupRecovery updated = copy(current);
              updated
                  .getMetadata()
                  .setFinalizers(held ? List.of(BackupApiGroup.RECOVERY_FINALIZER) : List.of());
              store(updated);
              if (!held && updated.isMarkedForDeletion()) {
                recoveries.remove(updated.getMetadata().getName());
              }
              watch.accept(updated.getMetadata().getName());
              return copy(updated);
            });
  }

  /** Loses a status, as a restore of etcd or a copied manifest does. */
  void loseStatus(String name) {
    edit(
        name,
        recovery -> {
          recovery.setStatus(null);
          return recovery;
        });
  }

  Optional<BackupRecovery> current(BackupRecovery read) {
    ObjectMeta meta = read.getMetadata();
    return Optional.ofNullable(recoveries.get(meta.getName()))
        .filter(r -> r.getMetadata().getUid().equals(meta.getUid()))
        .filter(r -> r.getMetadata().getResourceVersion().equals(meta.getResourceVersion()));
  }

  Optional<Lease> lease(String name) {
    return Optional.ofNullable(leases.get(name));
  }

  List<Lease> leases() {
    return List.copyOf(leases.values());
  }

  boolean create(Lease lease) {
    String name = lease.getMetadata().getName();
    if (leases.containsKey(name)) {
      return false;
    }
    leases.put(name, versioned(lease));
    return true;
  }

  boolean replace(Lease lease) {
    boolean same = sameVersion(lease);
    if (same) {
      leases.put(lease.getMetadata().getName(), versioned(lease));
    }
    return same;
  }

  boolean delete(Lease lease) {
    boolean same = sameVersion(lease);
    if (same) {
      leases.remove(lease.getMetadata().getName());
    }
    return same;
  }

  private boolean sameVersion(Lease lease) {
    @Nullable Lease current = leases.get(lease.getMetadata().getName());
    return current != null
        && Objects.equals(
            current.getMetadata().getResourceVersion(), lease.getMetadata().getResourceVersion());
  }

  private Lease versioned(Lease lease) {
    return new LeaseBuilder(lease)
        .editMetadata()
        .withResourceVersion(Long.toString(++version))
        .endMetadata()
        .build();
  }

  private void store(BackupRecovery object) {
    object.getMetadata().setResourceVersion(Long.toString(++version));
    String name = object.getMetadata().getName();
    recoveries.put(name, object);
    history.computeIfAbsent(name, n -> new ArrayList<>()).add(object);
  }

  static BackupRecovery copy(BackupRecovery object) {
    BackupRecovery copy = new BackupRecovery();
    copy.setMetadata(new ObjectMetaBuilder(object.getMetadata()).build());
    copy.setSpec(object.getSpec());
    copy.setStatus(object.getStatus());
    return copy;
  }

  /** The status, or the empty one. */
  static BackupRecoveryStatus status(BackupRecovery recovery) {
    return Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
  }
}
