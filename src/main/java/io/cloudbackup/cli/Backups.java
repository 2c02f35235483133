package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.InventoryMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the backup that somebody means: by its id or by the name of its CloudBackup. */
final class Backups {
  private Backups() {}

  /**
   * What is known of a backup.
   *
   * @param folder the BackupFolder that it belongs to
   * @param shown its CloudBackup, where there is one
   */
  record Found(String id, FolderRef folder, @Nullable CloudBackup shown) {}

  /** The backup; one that no CloudBackup shows is taken at its word. */
  static Found find(Cluster cluster, String wanted, @Nullable String folder) {
    List<CloudBackup> all = new ArrayList<>();
    Optional<CloudBackup> shown = shown(cluster, wanted, all);
    FolderRef named = folder == null ? null : new FolderRef(folder, null);
    FolderRef own = named == null ? shown.map(b -> b.getSpec().folderRef()).orElse(null) : named;
    FolderRef resolved = FolderRef.resolve(own, cluster.namespace());
    if (shown.isPresent()) {
      return new Found(shown.get().getSpec().backupId(), resolved, shown.get());
    }
    List<String> ids = all.stream().map(b -> b.getSpec().backupId()).toList();
    if (!ids.isEmpty() && showsAll(cluster, resolved)) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "There is no backup "
              + wanted
              + " in namespace "
              + cluster.namespace()
              + "."
              + NearNames.hint(wanted, ids));
    }
    return new Found(wanted, resolved, null);
  }

  /** The CloudBackup of that name or id, and else all that there are. */
  private static Optional<CloudBackup> shown(
      Cluster cluster, String wanted, List<CloudBackup> all) {
    try {
      Optional<CloudBackup> named =
          Machines.isName(wanted) ? cluster.find(CloudBackup.class, wanted) : Optional.empty();
      if (named.isPresent()) {
        return named;
      }
      all.addAll(cluster.list(CloudBackup.class, cluster.namespace()));
      return all.stream().filter(b -> b.getSpec().backupId().equals(wanted)).findFirst();
    } catch (Failure e) {
      if (e.code() != ExitCode.FORBIDDEN) {
        throw e;
      }
      // Whoever knows the id needs no list of them.
      return Optional.empty();
    }
  }

  private static boolean showsAll(Cluster cluster, FolderRef ref) {
    return cluster
        .find(BackupFolder.class, ref.resolvedNamespace(), ref.name())
        .map(f -> f.getSpec().inventoryOrNone().mode() == InventoryMode.All)
        .orElse(false);
  }

  /** Labels of a machine's backups. */
  static Map<String, String> labels(BackupResource machine) {
    return Map.of(BackupApiGroup.INSTANCE_LABEL, machine.getSpec().computeInstanceId());
  }

  /** Why there may be none, and what to do. */
  static String whyNone(@Nullable BackupFolder folder, FolderRef ref) {
    if (folder == null) {
      return "There is no BackupFolder " + ref + ": write one.";
    }
    return switch (folder.getSpec().inventoryOrNone().mode()) {
      case None ->
          "BackupFolder "
              + ref
              + " shows no backups: set its spec.inventory.mode to Latest or All, as with `kubectl"
              + " patch bfolder "
              + ref.name()
              + " -n "
              + ref.resolvedNamespace()
              + " --type merge -p '{\"spec\":{\"inventory\":{\"mode\":\"All\"}}}'`.";
      case Latest, All ->
          "BackupFolder " + ref + " shows backups, and there is none yet: wait for its next sweep.";
    };
  }

  static CloudBackupStatus status(CloudBackup backup) {
    return Objects.requireNonNullElse(backup.getStatus(), CloudBackupStatus.EMPTY);
  }
}
