package io.cloudbackup.resource;

import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.WatchedMachines;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds BackupResources by folder and machine, and wakes those whose machine or folder changed. */
public final class ResourceIndex implements FolderRegistry.Listener, WatchedMachines {
  private static final String BY_FOLDER = "folder";
  private static final String BY_MACHINE = "machine";

  private final SimpleInboundEventSource<BackupResource> wakeUps =
      new SimpleInboundEventSource<>("folder");
  private volatile @Nullable IndexerResourceCache<BackupResource> cache;

  /** Starts to index the controller's cache, and gives the event source that wakes its objects. */
  EventSource<Void, BackupResource> over(IndexerResourceCache<BackupResource> primaries) {
    primaries.addIndexer(BY_FOLDER, r -> List.of(folderOf(r).toString()));
    primaries.addIndexer(
        BY_MACHINE, r -> List.of(key(folderOf(r), r.getSpec().computeInstanceId())));
    cache = primaries;
    return wakeUps;
  }

  @Override
  public void machinesChanged(FolderRef folder, Set<String> computeInstanceIds) {
    computeInstanceIds.stream()
        .flatMap(id -> find(BY_MACHINE, key(folder, id)))
        .forEach(r -> wakeUps.propagateEvent(ResourceID.fromResource(r)));
  }

  @Override
  public void folderChanged(FolderRef folder) {
    find(BY_FOLDER, folder.toString())
        .forEach(r -> wakeUps.propagateEvent(ResourceID.fromResource(r)));
  }

  /** The labels of a namespace changed, and so perhaps what its objects may use of others. */
  public void namespaceChanged(String namespace) {
    IndexerResourceCache<BackupResource> primaries = cache;
    // Before the controller runs there is no cache, and nothing that was looked at.
    if (primaries != null && wakeUps.isRunning()) {
      primaries
          .list(namespace, r -> !folderOf(r).resolvedNamespace().equals(namespace))
          .forEach(r -> wakeUps.propagateEvent(ResourceID.fromResource(r)));
    }
  }

  @Override
  public boolean contains(FolderRef folder, String computeInstanceId) {
    return find(BY_MACHINE, key(folder, computeInstanceId)).findAny().isPresent();
  }

  /** The older objects that want to delete the same machine, where this one wants to. */
  Stream<BackupResource> rivals(BackupResource resource) {
    if (resource.getSpec().deletionPolicy() != DeletionPolicy.Delete) {
      return Stream.empty();
    }
    Comparator<BackupResource> age =
        Comparator.<BackupResource, String>comparing(r -> r.getMetadata().getCreationTimestamp())
            .thenComparing(r -> r.getMetadata().getUid());
    return find(BY_MACHINE, key(folderOf(resource), resource.getSpec().computeInstanceId()))
        .filter(r -> r.getSpec().deletionPolicy() == DeletionPolicy.Delete)
        .filter(r -> age.compare(r, resource) < 0);
  }

  static FolderRef folderOf(BackupResource resource) {
    return FolderRef.resolve(resource.getSpec().folderRef(), resource.getMetadata().getNamespace());
  }

  private Stream<BackupResource> find(String index, String key) {
    IndexerResourceCache<BackupResource> primaries = cache;
    return primaries == null || !wakeUps.isRunning()
        ? Stream.empty()
        : primaries.byIndex(index, key).stream();
  }

  private static String key(FolderRef folder, String computeInstanceId) {
    return folder + "/" + computeInstanceId;
  }
}
