package io.cloudbackup.cli;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.FolderRef;
import java.util.Optional;
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

  /** Why it shows none, and what to do. */
  static String whyNone(Cluster cluster, FolderRef ref) {
    try {
      return cluster
          .find(BackupFolder.class, ref.resolvedNamespace(), ref.name())
          .map(folder -> whyNone(folder, ref))
          .orElseGet(() -> "There is no BackupFolder " + ref + ": write one.");
    } catch (Failure e) {
      if (e.code() != ExitCode.FORBIDDEN) {
        throw e;
      }
      return "What BackupFolder " + ref + " shows can't be told. " + e.line();
    }
  }

  private static String whyNone(BackupFolder folder, FolderRef ref) {
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
}
