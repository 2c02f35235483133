package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.DeletionPolicy;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "delete-backup",
    description = {
      "Deletes a backup in the cloud, for good. It asks first.",
      "It writes a CloudBackup with deletionPolicy Delete and deletes that; the operator does the"
          + " rest."
    })
final class DeleteBackupCommand extends PluginCommand {
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final String DELETED = "Deleted";

  /** The Events with which the operator lets a CloudBackup go. */
  private static final Set<String> ENDS = Set.of(DELETED, "Retained", "Conflict", "Abandoned");

  @Parameters(
      paramLabel = "BACKUP",
      description = "The id of a backup, or the name of its CloudBackup.")
  private String backup = "";

  @Option(names = "--folder", paramLabel = "NAME", description = "The BackupFolder of the backup.")
  private @Nullable String folder;

  @Option(
      names = {"-y", "--yes"},
      description = "Asks nothing.")
  private boolean yes;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long to wait for the end, such as 90s (${DEFAULT-VALUE}).")
  private String timeout = "10m";

  DeleteBackupCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    Instant end = session().now().plus(WaitOptions.duration("--timeout", timeout));
    Backups.Found found = Backups.find(cluster, backup, folder);
    // Without the second right the first one would leave an object that nobody wanted.
    Rights.require(cluster, "create", CloudBackup.class);
    Rights.require(cluster, "delete", CloudBackup.class);
    Rights.require(cluster, "list", Event.class);
    terminal().say("Backup " + found.id() + described(found.shown()) + " of " + found.folder());
    if (!Recoveries.confirmed(session(), "Delete it in the cloud, for good?", yes)) {
      terminal().remark("Nothing is deleted.");
      return ExitCode.DECLINED;
    }
    CloudBackup deleting = created(cluster, found);
    cluster.delete(deleting);
    return gone(cluster, deleting, end);
  }

  private String described(@Nullable CloudBackup shown) {
    if (shown == null) {
      return "";
    }
    CloudBackupStatus status = Backups.status(shown);
    String taken = Figures.ago(status.createdAt(), session().now());
    return Cell.plain(
        (status.type() == null ? "" : ", " + status.type())
            + (taken.isEmpty() ? "" : ", taken " + taken + " ago")
            + (status.size() == null ? "" : ", " + Figures.size(status.size()))
            + (status.computeInstanceId() == null ? "" : ", of " + status.computeInstanceId()));
  }

  private CloudBackup created(Cluster cluster, Backups.Found found) {
    CloudBackup object = new CloudBackup();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(nameOf(found.id()))
            .withNamespace(cluster.namespace())
            // From the first moment, so that no deletion gets past the operator.
            .withFinalizers(BackupApiGroup.BACKUP_FINALIZER)
            .build());
    object.setSpec(new CloudBackupSpec(found.folder(), found.id(), DeletionPolicy.Delete, null));
    try {
      return cluster.create(object);
    } catch (Failure e) {
      // One of an earlier try, whose wait was broken off, is gone on with.
      return Optional.of(object.getMetadata().getName())
          .filter(_ -> Cluster.taken(e))
          .flatMap(name -> cluster.find(CloudBackup.class, name))
          .filter(before -> sameWish(before, object))
          .orElseThrow(() -> e);
    }
  }

  private static boolean sameWish(CloudBackup before, CloudBackup wanted) {
    CloudBackupSpec spec = before.getSpec();
    return spec.backupId().equals(wanted.getSpec().backupId())
        && spec.deletionPolicy() == DeletionPolicy.Delete;
  }

  /** A name for the object; ids of the cloud may have letters that no name has. */
  static String nameOf(String backupId) {
    return "delete-" + backupId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
  }

  private ExitCode gone(Cluster cluster, CloudBackup deleting, Instant end) {
    String name = deleting.getMetadata().getName();
    String goesOn =
        "The deletion goes on: `kubectl get cbk " + name + " -o yaml` tells how it stands.";
    String said = "";
    Patience patience = new Patience(session());
    try (Interruption _ = new Interruption(terminal(), goesOn)) {
      while (true) {
        Optional<List<CloudBackup>> now = patience.ask(() -> current(cluster, deleting));
        if (now.isPresent() && now.get().isEmpty()) {
          return ended(cluster, deleting);
        }
        String message = now.map(left -> message(left.getFirst())).orElse(said);
        if (!message.equals(said)) {
          terminal().remark(message);
          said = message;
        }
        if (!session().now().isBefore(end)) {
          terminal().remark("Not waiting any longer. " + goesOn);
          return ExitCode.TIMEOUT;
        }
        session().pause(BETWEEN);
      }
    }
  }

  /** The object may be gone and the backup not: the operator's last Event says which. */
  private ExitCode ended(Cluster cluster, CloudBackup gone) {
    String id = gone.getSpec().backupId();
    Optional<Event> last =
        cluster.list(Event.class, gone.getMetadata().getNamespace()).stream()
            .filter(e -> gone.getMetadata().getUid().equals(e.getInvolvedObject().getUid()))
            .filter(e -> ENDS.contains(e.getReason()))
            .findFirst();
    if (last.isEmpty()) {
      throw new Failure(
          ExitCode.GONE,
          "The CloudBackup is gone, and no Event tells what became of backup "
              + id
              + ": look in the web console.");
    }
    if (!last.get().getReason().equals(DELETED)) {
      throw new Failure(
          ExitCode.CLOUD,
          Cell.plain("Backup " + id + " is not deleted: " + last.get().getMessage()));
    }
    terminal().say("Backup " + id + " is deleted.");
    return ExitCode.OK;
  }

  /** The object, as long as it is there; the same and no successor of its name. */
  private static List<CloudBackup> current(Cluster cluster, CloudBackup deleting) {
    return cluster.find(CloudBackup.class, deleting.getMetadata().getName()).stream()
        .filter(now -> Objects.equals(now.getMetadata().getUid(), deleting.getMetadata().getUid()))
        .toList();
  }

  private static String message(CloudBackup now) {
    return Condition.find(Backups.status(now).conditions(), Condition.READY)
        // What was said of the backup before its deletion is no news of it.
        .filter(ready -> !ready.status().equals(Condition.TRUE))
        .map(ready -> Cell.plain(ready.reason() + ": " + ready.message()))
        .orElse("Waiting for the operator.");
  }
}
