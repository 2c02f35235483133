package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.InventoryMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the backup that somebody means: by its id or by the name of its CloudBackup. */
final class Backups {
  private Backups() {}

  /**
   * What is known of a backup.
   *
   * @param folder the BackupFolder that it belongs to
   * @param shown its CloudBackup, where there is one
   * @param others ids of other backups that CloudBackups name
   */
  record Found(String id, FolderRef folder, @Nullable CloudBackup shown, List<String> others) {
    /** That the cloud doesn't have it. */
    Failure unknown(@Nullable Throwable cause) {
      return new Failure(
          ExitCode.NOT_FOUND,
          "The cloud has no backup "
              + id
              + " in BackupFolder "
              + folder
              + ", or no more: check the id and --folder."
              + NearNames.hint(id, others),
          cause);
    }

    /** Whether the cloud has told of it. */
    boolean seen() {
      return shown != null && Backups.seen(shown);
    }
  }

  /**
   * The backup; one that no CloudBackup shows is taken at its word.
   *
   * @param named the folder that it has to be of, if any
   */
  static Found find(Cluster cluster, String wanted, @Nullable FolderRef named) {
    Set<String> namespaces = new LinkedHashSet<>(List.of(cluster.namespace()));
    if (named != null) {
      // Where its inventory is.
      namespaces.add(named.resolvedNamespace());
    }
    List<CloudBackup> all = new ArrayList<>();
    Optional<CloudBackup> shown = chosen(shown(cluster, wanted, namespaces, all), named);
    FolderRef folder =
        shown.map(Backups::folder).orElseGet(() -> FolderRef.resolve(named, cluster.namespace()));
    String id = shown.map(b -> b.getSpec().backupId()).orElseGet(() -> id(wanted, folder));
    List<String> others =
        all.stream().map(b -> b.getSpec().backupId()).filter(other -> !other.equals(id)).toList();
    if (shown.isEmpty() && !all.isEmpty() && showsAll(cluster, folder)) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "There is no backup "
              + wanted
              + " in namespace "
              + String.join(" or ", namespaces)
              + "."
              + NearNames.hint(wanted, others));
    }
    return new Found(id, folder, shown.orElse(null), others);
  }

  /** The name of a CloudBackup that the inventory doesn't show, or shows no more, ends with it. */
  private static String id(String wanted, FolderRef folder) {
    String before = folder.name() + ".";
    return wanted.startsWith(before) ? wanted.substring(before.length()) : wanted;
  }

  /** The CloudBackups of that name or id, and else all that there are. */
  private static List<CloudBackup> shown(
      Cluster cluster, String wanted, Set<String> namespaces, List<CloudBackup> all) {
    for (String namespace : namespaces) {
      try {
        Optional<CloudBackup> named =
            Machines.isName(wanted)
                ? cluster.find(CloudBackup.class, namespace, wanted)
                : Optional.empty();
        if (named.isPresent()) {
          return List.of(named.get());
        }
        all.addAll(cluster.list(CloudBackup.class, namespace));
      } catch (Failure e) {
        if (e.code() != ExitCode.FORBIDDEN) {
          throw e;
        }
        // Whoever knows the id needs no list of them.
      }
    }
    return all.stream().filter(b -> b.getSpec().backupId().equals(wanted)).toList();
  }

  private static Optional<CloudBackup> chosen(List<CloudBackup> shown, @Nullable FolderRef named) {
    Optional<CloudBackup> chosen =
        shown.stream()
            .filter(b -> named == null || folder(b).equals(named))
            .min(Comparator.comparing(b -> !seen(b)));
    if (chosen.isEmpty() && !shown.isEmpty()) {
      CloudBackup other = shown.getFirst();
      throw new Failure(
          ExitCode.USAGE,
          "CloudBackup "
              + other.getMetadata().getNamespace()
              + "/"
              + other.getMetadata().getName()
              + " says that backup "
              + other.getSpec().backupId()
              + " belongs to BackupFolder "
              + folder(other)
              + ", not to "
              + named
              + ": name a backup and a folder that belong together.");
    }
    return chosen;
  }

  private static FolderRef folder(CloudBackup backup) {
    return FolderRef.resolve(backup.getSpec().folderRef(), backup.getMetadata().getNamespace());
  }

  private static boolean seen(CloudBackup backup) {
    return status(backup).createdAt() != null;
  }

  private static boolean showsAll(Cluster cluster, FolderRef ref) {
    return Folders.visible(cluster, ref)
        .map(f -> f.getSpec().inventoryOrNone().mode() == InventoryMode.All)
        .orElse(false);
  }

  /** Labels of a machine's backups. */
  static Map<String, String> labels(BackupResource machine) {
    return Map.of(BackupApiGroup.INSTANCE_LABEL, machine.getSpec().computeInstanceId());
  }

  static CloudBackupStatus status(CloudBackup backup) {
    return Objects.requireNonNullElse(backup.getStatus(), CloudBackupStatus.EMPTY);
  }
}
