package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.kubernetes.Writes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * CloudBackups of inventories that no round of their folder takes care of: the folder is gone or
 * wants none, somebody copied them to another namespace, or holds them with the finalizer of those
 * that delete.
 */
public final class StrayBackups {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final FolderRegistry registry;
  private final Writes writes;
  private final InventoryWriter writer;
  private final InventoryRemoval removal;
  private final FolderRegistry.Listener inventories;

  /**
   * @param inventories hears of a folder of which something is shown that should not be
   */
  public StrayBackups(
      FolderRegistry registry,
      Writes writes,
      InventoryWriter writer,
      InventoryRemoval removal,
      FolderRegistry.Listener inventories) {
    this.registry = registry;
    this.writes = writes;
    this.writer = writer;
    this.removal = removal;
    this.inventories = inventories;
  }

  /** Whether it is one; asked at once for each of perhaps 50,000. */
  public boolean has(CloudBackup mirror) {
    return held(mirror) || foreign(mirror) || !kept(BackupIndex.folderOf(mirror));
  }

  /** Has it removed, or sets it free; gives when to look again. */
  @Nullable Duration handle(CloudBackup mirror) {
    if (held(mirror)) {
      return writes.removeFinalizer(mirror, BackupApiGroup.BACKUP_FINALIZER).isPresent()
          ? null
          : SOON;
    }
    if (!InventoryWriter.free(mirror)) {
      return null;
    }
    if (foreign(mirror)) {
      return writer.remove(mirror) ? null : SOON;
    }
    FolderRef folder = BackupIndex.folderOf(mirror);
    if (registry.find(folder).isEmpty()) {
      return removal.of(folder);
    }
    if (!kept(folder)) {
      inventories.folderChanged(folder);
    }
    return null;
  }

  private boolean kept(FolderRef folder) {
    return registry.find(folder).filter(f -> f.spec().inventoryOrNone().on()).isPresent();
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
}
