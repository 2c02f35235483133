package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderRegistry;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds CloudBackups by their folder, and wakes those whose folder changed. */
public final class BackupIndex implements FolderRegistry.Listener {
  private static final String MIRRORS = "mirrors";
  private static final String WRITTEN_BY_USERS = "users";

  private final FolderRegistry registry;
  private final WakeUps wakeUps = new WakeUps();
  private volatile @Nullable IndexerResourceCache<CloudBackup> cache;

  public BackupIndex(FolderRegistry registry) {
    this.registry = registry;
  }

  /** Starts to index the controller's cache, and gives the event source that wakes its objects. */
  EventSource<Void, CloudBackup> over(IndexerResourceCache<CloudBackup> primaries) {
    primaries.addIndexer(MIRRORS, b -> b.getSpec().mirror() ? List.of(key(b)) : List.of());
    primaries.addIndexer(WRITTEN_BY_USERS, b -> b.getSpec().mirror() ? List.of() : List.of(key(b)));
    cache = primaries;
    return wakeUps;
  }

  /** Of a folder that is gone the mirrors have to go too. */
  @Override
  public void folderChanged(FolderRef folder) {
    find(WRITTEN_BY_USERS, folder).forEach(wakeUps::wake);
    if (registry.find(folder).isEmpty()) {
      find(MIRRORS, folder).forEach(wakeUps::wake);
    }
  }

  /** The labels of a namespace changed, and so perhaps what its objects may use of others. */
  public void namespaceChanged(String namespace) {
    IndexerResourceCache<CloudBackup> primaries = cache;
    if (primaries != null && wakeUps.isRunning()) {
      primaries
          .list(namespace, b -> !folderOf(b).resolvedNamespace().equals(namespace))
          .forEach(wakeUps::wake);
    }
  }

  /** Whether it knows all CloudBackups; before, none is no sign that there is none. */
  boolean ready() {
    return cache != null && wakeUps.isRunning();
  }

  /** Whether it is still there, and the operator may touch it. */
  boolean free(CloudBackup mirror) {
    IndexerResourceCache<CloudBackup> primaries = cache;
    return primaries != null
        && primaries
            .get(ResourceID.fromResource(mirror))
            .filter(now -> now.getMetadata().getUid().equals(mirror.getMetadata().getUid()))
            .filter(InventoryWriter::free)
            .isPresent();
  }

  /** The CloudBackups that are kept for the folder's inventory, in its own namespace. */
  Stream<CloudBackup> mirrors(FolderRef folder) {
    return find(MIRRORS, folder)
        .filter(b -> b.getMetadata().getNamespace().equals(folder.resolvedNamespace()));
  }

  /**
   * The oldest other object of the namespace that a user wrote for the same backup, if older. One
   * that only shows the backup does not stand in the way of one that is to delete it.
   */
  Optional<CloudBackup> rival(CloudBackup backup) {
    Comparator<CloudBackup> age =
        Comparator.<CloudBackup, String>comparing(b -> b.getMetadata().getCreationTimestamp())
            .thenComparing(b -> b.getMetadata().getUid());
    return sameBackup(backup)
        .filter(b -> deletes(b) || !deletes(backup))
        .filter(b -> age.compare(b, backup) < 0)
        .min(age);
  }

  /** Wakes the others that users wrote for the same backup: which one it belongs to may be new. */
  void wakeRivals(CloudBackup backup) {
    sameBackup(backup).forEach(wakeUps::wake);
  }

  private Stream<CloudBackup> sameBackup(CloudBackup backup) {
    return find(WRITTEN_BY_USERS, folderOf(backup))
        .filter(b -> b.getSpec().backupId().equals(backup.getSpec().backupId()))
        .filter(b -> sameNamespace(b, backup))
        .filter(b -> !b.getMetadata().getUid().equals(backup.getMetadata().getUid()));
  }

  static FolderRef folderOf(CloudBackup backup) {
    return FolderRef.resolve(backup.getSpec().folderRef(), backup.getMetadata().getNamespace());
  }

  private static boolean deletes(CloudBackup backup) {
    return backup.getSpec().deletionPolicy() == DeletionPolicy.Delete;
  }

  private static boolean sameNamespace(CloudBackup a, CloudBackup b) {
    return Objects.equals(a.getMetadata().getNamespace(), b.getMetadata().getNamespace());
  }

  private Stream<CloudBackup> find(String index, FolderRef folder) {
    IndexerResourceCache<CloudBackup> primaries = cache;
    return primaries == null || !wakeUps.isRunning()
        ? Stream.empty()
        : primaries.byIndex(index, folder.toString()).stream();
  }

  private static String key(CloudBackup backup) {
    return folderOf(backup).toString();
  }

  /**
   * Wakes objects of which JOSDK was told nothing yet too: a mirror whose arrival was filtered out
   * is unknown to it, and only an event about the object itself makes it known.
   */
  private static final class WakeUps extends AbstractEventSource<Void, CloudBackup> {
    WakeUps() {
      super(Void.class, "folder");
    }

    void wake(CloudBackup backup) {
      ResourceID id = ResourceID.fromResource(backup);
      getEventHandler().handleEvent(new ResourceEvent(ResourceAction.UPDATED, id, backup));
    }

    @Override
    public Set<Void> getSecondaryResources(CloudBackup primary) {
      return Set.of();
    }
  }
}
