package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderRegistry;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the inventory of a folder that is gone. The first CloudBackup to come has it done for all
 * of them, one by one, so that the end of 50,000 is no flood; the others only look in again.
 */
public final class InventoryRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryRemoval.class);
  private static final Duration LATER = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final FolderRegistry registry;
  private final InventoryRound round;
  private final Set<FolderRef> underWay = ConcurrentHashMap.newKeySet();

  public InventoryRemoval(KubernetesClient client, FolderRegistry registry, InventoryRound round) {
    this.client = client;
    this.registry = registry;
    this.round = round;
  }

  /** Removes it where that is not under way; gives when to look in again. */
  @Nullable Duration of(FolderRef folder) {
    if (!underWay.add(folder)) {
      return LATER;
    }
    try {
      boolean more = !exists(folder);
      while (more) {
        more = round.clear(folder, () -> registry.find(folder).isEmpty());
      }
      return LATER;
    } catch (CancellationException e) {
      LOG.debug("{} is back: its inventory goes on", folder, e);
      return null;
    } finally {
      underWay.remove(folder);
    }
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
