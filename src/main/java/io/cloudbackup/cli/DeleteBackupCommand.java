package io.cloudbackup.cli;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "delete-backup",
    description = {
      "Deletes a backup in the cloud, for good. It asks first.",
      "It writes a CloudBackup with deletionPolicy Delete and deletes that; the operator does the"
          + " rest."
    })
final class DeleteBackupCommand extends PluginCommand {
  @Mixin private ChosenBackup chosen = new ChosenBackup();

  @Option(
      names = {"-y", "--yes"},
      description = "Asks nothing.")
  private boolean yes;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long to wait for the end, such as 90s (${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  DeleteBackupCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    Instant end = session().now().plus(timeout);
    Backups.Found found = chosen.find(cluster);
    // The operator would look for it in vain.
    var _ = Folders.visible(cluster, found.folder());
    // Without the second right the first one would leave an object that nobody wanted.
    Rights.require(cluster, "create", CloudBackup.class);
    Rights.require(cluster, "delete", CloudBackup.class);
    Rights.require(cluster, "list", Event.class);
    terminal().say("Backup " + found.id() + described(found.shown()) + " of " + found.folder());
    if (!session().confirmed("Delete it in the cloud, for good?", yes)) {
      terminal().remark("Nothing is deleted.");
      return ExitCode.DECLINED;
    }
    return new BackupDeletion(session(), cluster, found).run(end);
  }

  private String described(@Nullable CloudBackup shown) {
    if (shown == null) {
      return "";
    }
    CloudBackupStatus status = Backups.status(shown);
    String taken = Figures.ago(status.createdAt(), session().now());
    return Cell.plain(
        (status.type() == null ? "" : ", " + status.type())
            + (taken.isEmpty() ? "" : ", taken " + taken)
            + (status.size() == null ? "" : ", " + Figures.size(status.size()))
            + (status.computeInstanceId() == null ? "" : ", of " + status.computeInstanceId()));
  }
}
