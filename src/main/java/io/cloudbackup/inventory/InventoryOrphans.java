package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a CloudBackup of an inventory needs beside the rounds of its folder: that it goes where
 * there is no such folder, and that nobody holds it with the finalizer of those which delete.
 */
public final class InventoryOrphans {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final FolderRegistry registry;
  private final Writes writes;
  private final InventoryWriter writer;

  public InventoryOrphans(
      KubernetesClient client, FolderRegistry registry, Writes writes, InventoryWriter writer) {
    this.client = client;
    this.registry = registry;
    this.writes = writes;
    this.writer = writer;
  }

  /** Whether it needs any; asked at once for each of perhaps 50,000. */
  public boolean needs(CloudBackup mirror) {
    return held(mirror) || foreign(mirror) || registry.find(BackupIndex.folderOf(mirror)).isEmpty();
  }

  /** Gives it, and when to look again. */
  @Nullable Duration give(CloudBackup mirror) {
    if (held(mirror)) {
      return writes.removeFinalizer(mirror, BackupApiGroup.BACKUP_FINALIZER).isPresent()
          ? null
          : SOON;
    }
    if (!InventoryWriter.free(mirror) || !(foreign(mirror) || folderGone(mirror))) {
      return null;
    }
    return writer.remove(mirror) ? null : SOON;
  }

  private static boolean held(CloudBackup mirror) {
    return mirror.hasFinalizer(BackupApiGroup.BACKUP_FINALIZER);
  }

  /** Inventories are kept in their folder's namespace: somebody copied it. */
  private static boolean foreign(CloudBackup mirror) {
    return !BackupIndex.folderOf(mirror)
        .resolvedNamespace()
        .equals(mirror.getMetadata().getNamespace());
  }

  /** The API server's word counts: the operator may have not seen the folder yet. */
  private boolean folderGone(CloudBackup mirror) {
    FolderRef ref = BackupIndex.folderOf(mirror);
    return registry.find(ref).isEmpty()
        && Optional.ofNullable(
                client
                    .resources(BackupFolder.class)
                    .inNamespace(ref.resolvedNamespace())
                    .withName(ref.name())
                    .get())
            .isEmpty();
  }
}
