package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a CloudBackup of an inventory needs beside the rounds of its folder: that it goes where
 * there is no such folder, and that nobody holds it with the finalizer of those which delete.
 */
public final class InventoryOrphans {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryOrphans.class);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final FolderRegistry registry;
  private final Writes writes;
  private final InventoryWriter writer;
  private final InventoryRound round;
  private final FolderRegistry.Listener inventories;

  /** The folders whose inventories are being removed. */
  private final Set<FolderRef> goes = ConcurrentHashMap.newKeySet();

  /**
   * @param inventories hears of a folder of which something is shown that should not be
   */
  public InventoryOrphans(
      KubernetesClient client,
      FolderRegistry registry,
      Writes writes,
      InventoryWriter writer,
      InventoryRound round,
      FolderRegistry.Listener inventories) {
    this.client = client;
    this.registry = registry;
    this.writes = writes;
    this.writer = writer;
    this.round = round;
    this.inventories = inventories;
  }

  /** Whether it needs any; asked at once for each of perhaps 50,000. */
  public boolean needs(CloudBackup mirror) {
    return held(mirror) || foreign(mirror) || !kept(BackupIndex.folderOf(mirror));
  }

  /** Gives it, and when to look again. */
  @Nullable Duration give(CloudBackup mirror) {
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
      return clear(folder);
    }
    if (!kept(folder)) {
      inventories.folderChanged(folder);
    }
    return null;
  }

  /**
   * Removes what is left of an inventory. The first CloudBackup to come does it for all of them,
   * one by one, so that the end of 50,000 is no flood; the others only see that it is done.
   */
  private @Nullable Duration clear(FolderRef folder) {
    if (!goes.add(folder)) {
      return LATER;
    }
    try {
      if (exists(folder)) {
        return LATER;
      }
      boolean more = true;
      while (more) {
        more = round.clear(folder, () -> registry.find(folder).isEmpty());
      }
      return LATER;
    } catch (CancellationException e) {
      LOG.debug("{} is back: its inventory goes on", folder, e);
      return null;
    } finally {
      goes.remove(folder);
    }
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

  /** The API server's word counts: the operator may have not seen the folder yet. */
  private boolean exists(FolderRef folder) {
    return client
            .resources(BackupFolder.class)
            .inNamespace(folder.resolvedNamespace())
            .withName(folder.name())
            .get()
        != null;
  }
}
