package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.DeletionEnd;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes a backup by the operator's hand: writes a CloudBackup that takes its backup with it,
 * deletes it, and waits until the operator has let it go.
 */
final class BackupDeletion {
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Set<String> ENDS =
      Arrays.stream(DeletionEnd.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

  private final Session session;
  private final Cluster cluster;
  private final Backups.Found found;
  private final String name;

  BackupDeletion(Session session, Cluster cluster, Backups.Found found) {
    this.session = session;
    this.cluster = cluster;
    this.found = found;
    this.name = nameOf(found.id());
  }

  /** A name for the object; ids of the cloud may have letters that no name has. */
  private static String nameOf(String backupId) {
    return "delete-" + backupId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
  }

  /** Does it, and waits for the end at most until then. */
  ExitCode run(Instant end) {
    String unknown =
        "Whether CloudBackup " + name + " is written is not known. If it is: " + notDeletedYet();
    String written = "CloudBackup " + name + " is written. " + notDeletedYet();
    try (Interruption interruption = new Interruption(session.terminal(), unknown)) {
      CloudBackup deleting = created(unknown);
      interruption.now(written);
      try {
        cluster.delete(deleting);
      } catch (Failure e) {
        throw new Failure(e.code(), e.line() + " " + written, e);
      }
      return gone(interruption, deleting, end);
    }
  }

  private String object() {
    return "cbk " + name + " -n " + cluster.namespace();
  }

  /** What goes on where nobody waits for the end. */
  private String open(Optional<CloudBackup> last) {
    String follow = "`kubectl get " + object() + " -o yaml` tells how it stands";
    if (last.filter(now -> Backups.status(now).deleteOperationId() != null).isPresent()) {
      return "The deletion goes on: " + follow + ".";
    }
    String why = last.flatMap(BackupDeletion::said).map(said -> " Now: " + said).orElse("");
    return "The deletion begins as soon as it can: "
        + follow
        + ", `kubectl annotate "
        + object()
        + " "
        + BackupApiGroup.ABANDON
        + "=true` takes it back as long as it has not begun."
        + why;
  }

  private String notDeletedYet() {
    return "Unless `kubectl get "
        + object()
        + " -o yaml` shows a deletionTimestamp, nothing is deleted yet; `kubectl delete "
        + object()
        + "` deletes the backup too. To keep the backup, first `kubectl patch "
        + object()
        + " --type merge -p '{\"spec\":{\"deletionPolicy\":\"Retain\"}}'`.";
  }

  private CloudBackup created(String unknown) {
    CloudBackup object = new CloudBackup();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(cluster.namespace())
            // From the first moment, so that no deletion gets past the operator.
            .withFinalizers(BackupApiGroup.BACKUP_FINALIZER)
            .build());
    object.setSpec(new CloudBackupSpec(found.folder(), found.id(), DeletionPolicy.Delete, null));
    try {
      return cluster.create(object);
    } catch (Failure e) {
      if (e.code() == ExitCode.UNREACHABLE) {
        throw new Failure(e.code(), e.line() + " " + unknown, e);
      }
      // One of an earlier try, whose wait was broken off, is gone on with.
      return Optional.of(name)
          .filter(_ -> Cluster.conflict(e))
          .flatMap(taken -> cluster.find(CloudBackup.class, taken))
          .filter(this::sameWish)
          .orElseThrow(() -> e);
    }
  }

  private boolean sameWish(CloudBackup before) {
    CloudBackupSpec spec = before.getSpec();
    return spec.backupId().equals(found.id())
        && spec.deletionPolicy() == DeletionPolicy.Delete
        && FolderRef.resolve(spec.folderRef(), cluster.namespace()).equals(found.folder());
  }

  private ExitCode gone(Interruption interruption, CloudBackup deleting, Instant end) {
    Optional<CloudBackup> last = Optional.empty();
    String said = "";
    Patience patience = new Patience(session);
    while (true) {
      interruption.now(open(last));
      Optional<List<CloudBackup>> now = patience.ask(() -> current(deleting));
      if (now.isPresent()) {
        if (now.get().isEmpty()) {
          return ended(deleting);
        }
        last = Optional.of(now.get().getFirst());
        String message = last.flatMap(BackupDeletion::said).orElse("Waiting for the operator.");
        if (!message.equals(said)) {
          session.terminal().remark(message);
          said = message;
        }
      }
      if (!session.now().isBefore(end)) {
        session.terminal().remark("Not waiting any longer. " + open(last));
        return ExitCode.TIMEOUT;
      }
      session.pause(BETWEEN);
    }
  }

  /** The object may be gone and the backup not: the operator's last Event says which. */
  private ExitCode ended(CloudBackup gone) {
    Event last =
        cluster.list(Event.class, gone.getMetadata().getNamespace()).stream()
            .filter(e -> gone.getMetadata().getUid().equals(e.getInvolvedObject().getUid()))
            .filter(e -> ENDS.contains(e.getReason()))
            .findFirst()
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.GONE,
                        "The CloudBackup is gone, and no Event tells what became of backup "
                            + found.id()
                            + ": look in the web console."));
    return switch (DeletionEnd.valueOf(last.getReason())) {
      case Deleted -> {
        session.terminal().say("Backup " + found.id() + " is deleted.");
        yield ExitCode.OK;
      }
      case AlreadyAbsent -> absent();
      case Retained, Conflict ->
          throw new Failure(
              ExitCode.CLOUD, "Backup " + found.id() + " is not deleted: " + last.getMessage());
      // Also after the cloud has begun.
      case Abandoned ->
          throw new Failure(ExitCode.CLOUD, "Backup " + found.id() + ": " + last.getMessage());
    };
  }

  private ExitCode absent() {
    if (!found.seen()) {
      // Nobody has ever told of it: more likely it is another one that was meant.
      throw found.unknown(null);
    }
    session.terminal().say("The cloud has no backup " + found.id() + " any more.");
    return ExitCode.OK;
  }

  /** The object, as long as it is there; the same and no successor of its name. */
  private List<CloudBackup> current(CloudBackup deleting) {
    return cluster.find(CloudBackup.class, deleting.getMetadata().getName()).stream()
        .filter(now -> Objects.equals(now.getMetadata().getUid(), deleting.getMetadata().getUid()))
        .toList();
  }

  /** What the operator says of the deletion. */
  private static Optional<String> said(CloudBackup now) {
    return Condition.find(Backups.status(now).conditions(), Condition.READY)
        // What was said of the backup before its deletion is no news of it.
        .filter(ready -> !ready.status().equals(Condition.TRUE))
        // The end says that, and what a person at a command line can do about it.
        .filter(ready -> !ready.reason().equals("BackupNotFound"))
        .map(ready -> Cell.plain(ready.reason() + ": " + ready.message()));
  }
}
