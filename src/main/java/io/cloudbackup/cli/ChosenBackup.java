package io.cloudbackup.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which backup somebody means. */
final class ChosenBackup {
  @Parameters(
      index = "0",
      paramLabel = "BACKUP",
      description = "The id of a backup, or the name of its CloudBackup.")
  private String backup = "";

  @Option(
      names = "--folder",
      paramLabel = "[NAMESPACE/]NAME",
      description = "The BackupFolder of the backup.")
  private @Nullable String folder;

  Backups.Found find(Cluster cluster) {
    return Backups.find(cluster, backup, Folders.named(folder, cluster.namespace()));
  }
}
