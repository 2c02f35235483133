package io.cloudbackup.runtime;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.deletion.Deletion;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.WatchedMachines;
import io.cloudbackup.inventory.ArchiveRound;
import io.cloudbackup.inventory.BackupIndex;
import io.cloudbackup.inventory.BackupObserver;
import io.cloudbackup.inventory.BackupReconciler;
import io.cloudbackup.inventory.InventoryReconciler;
import io.cloudbackup.inventory.InventoryRemoval;
import io.cloudbackup.inventory.InventoryRound;
import io.cloudbackup.inventory.InventoryWriter;
import io.cloudbackup.inventory.Pace;
import io.cloudbackup.inventory.StoredBackup;
import io.cloudbackup.inventory.StrayBackups;
import io.cloudbackup.kubernetes.LiveObjects;
import io.cloudbackup.kubernetes.WakingUpdate;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import java.time.Clock;
import java.util.function.Function;

/** The parts that handle CloudBackups, wired by hand. */
final class InventoryParts {
  private static final int WRITES_AT_ONCE = 2;

  /** Objects; 50,000 backups that are shown for the first time take half an hour. */
  private static final int WRITES_PER_SECOND = 25;

  /** How many objects the API server gives at once where the cache is filled. */
  private static final long PAGE = 500;

  private final BackupIndex index;
  private final BackupReconciler backups;
  private final InventoryReconciler inventories;

  /**
   * @param writes for the objects of users
   * @param deletion makes what deletes the backups of users' objects
   */
  InventoryParts(
      KubernetesClient client,
      FolderRegistry registry,
      FolderAccess access,
      BackupLists lists,
      WatchedMachines watched,
      Writes writes,
      Function<StoredBackup, Deletion<CloudBackup, Backup>> deletion,
      Clock clock) {
    this.index = new BackupIndex(registry);
    StoredBackup stored = new StoredBackup(index, access);
    // Of their own, so that no other status queues behind those of 50,000 backups.
    Writes paced = new Writes(client, WRITES_AT_ONCE);
    InventoryWriter writer =
        new InventoryWriter(
            paced, new Pace(WRITES_PER_SECOND, System::nanoTime, Thread::sleep), clock);
    InventoryRound round =
        new InventoryRound(index, lists, new ArchiveRound(lists, watched, clock), writer, clock);
    this.inventories = new InventoryReconciler(registry, lists, round);
    this.backups =
        new BackupReconciler(
            new LiveObjects(client),
            index,
            new BackupObserver(registry, access, stored, clock),
            deletion.apply(stored),
            new StrayBackups(
                registry,
                paced,
                writer,
                new InventoryRemoval(client, registry, round),
                inventories),
            writes);
    registry.listen(index);
    registry.listen(inventories);
  }

  /**
   * @param configuration what all controllers have
   */
  void register(Operator operator, Configuration configuration) {
    operator.register(inventories, configuration::apply);
    WakingUpdate waking = new WakingUpdate();
    operator.register(
        backups,
        overrider -> {
          configuration.apply(overrider);
          overrider
              .withInformerListLimit(PAGE)
              .withOnAddFilter(backups::concerns)
              .withOnUpdateFilter(
                  (after, before) -> waking.accept(after, before) && backups.concerns(after));
        });
  }

  /** What all controllers are configured with, of whatever kind. */
  interface Configuration {
    <T extends io.fabric8.kubernetes.api.model.HasMetadata> void apply(
        ControllerConfigurationOverrider<T> overrider);
  }

  void namespaceChanged(String namespace) {
    index.namespaceChanged(namespace);
  }
}
