package io.cloudbackup.cli;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.FolderRef;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the BackupFolder that somebody means, and tells why it shows nothing. */
final class Folders {
  private Folders() {}

  /**
   * What {@code --folder} means.
   *
   * @param text {@code NAME} or {@code NAMESPACE/NAME}; null for none
   */
  static @Nullable FolderRef named(@Nullable String text, String ownNamespace) {
    if (text == null) {
      return null;
    }
    int slash = text.indexOf('/');
    String namespace = slash < 0 ? ownNamespace : text.substring(0, slash);
    String name = text.substring(slash + 1);
    if (!Machines.isName(namespace) || !Machines.isName(name)) {
      throw new Failure(
          ExitCode.USAGE, "--folder: '" + text + "' is neither NAME nor NAMESPACE/NAME.");
    }
    return new FolderRef(name, namespace);
  }

  static BackupFolder find(Cluster cluster, FolderRef ref) {
    return cluster
        .find(BackupFolder.class, ref.resolvedNamespace(), ref.name())
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.NOT_FOUND,
                    "There is no BackupFolder "
                        + ref
                        + ": name the backup's with --folder NAME, or --folder NAMESPACE/NAME"
                        + " where it is in another namespace."));
  }

  /** The folder, where the user may look at it. */
  static Optional<BackupFolder> visible(Cluster cluster, FolderRef ref) {
    try {
      return Optional.of(find(cluster, ref));
    } catch (Failure e) {
      if (e.code() != ExitCode.FORBIDDEN) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * Why it shows none, and what to do.
   *
   * @param machine only that one's are missing; null where all are
   */
  static String whyNone(Cluster cluster, FolderRef ref, @Nullable BackupResource machine) {
    try {
      return cluster
          .find(BackupFolder.class, ref.resolvedNamespace(), ref.name())
          .map(folder -> whyNone(folder, ref, machine))
          .orElseGet(
              () ->
                  "There is no BackupFolder "
                      + ref
                      + ": write one, or look with --namespace where it is.");
    } catch (Failure e) {
      if (e.code() != ExitCode.FORBIDDEN) {
        throw e;
      }
      return "What BackupFolder " + ref + " shows can't be told. " + e.line();
    }
  }

  private static String whyNone(
      BackupFolder folder, FolderRef ref, @Nullable BackupResource machine) {
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
      case Latest, All -> whyNone(StatusView.status(folder), ref, machine);
    };
  }

  private static String whyNone(
      BackupFolderStatus status, FolderRef ref, @Nullable BackupResource machine) {
    Optional<Condition> synced =
        Condition.find(status.conditions(), BackupFolderStatus.INVENTORY_SYNCED);
    if (synced.isPresent() && synced.get().status().equals(Condition.TRUE)) {
      String of = machine == null ? "" : " of machine " + machine.getSpec().computeInstanceId();
      return "The cloud has none" + of + " in BackupFolder " + ref + ".";
    }
    String why =
        Stream.of(synced, Condition.find(status.conditions(), Condition.READY))
            .flatMap(Optional::stream)
            .filter(condition -> !condition.status().equals(Condition.TRUE))
            .map(Condition::message)
            .filter(message -> !message.isEmpty())
            .findFirst()
            .orElse("wait for its next sweep.");
    return Cell.plain("BackupFolder " + ref + " shows backups, but not all are there yet: " + why);
  }
}
