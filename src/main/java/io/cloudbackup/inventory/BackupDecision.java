package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Kstatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.folder.FolderView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the status of a CloudBackup says that a user wrote. Pure. */
final class BackupDecision {
  /** A backup doesn't change but by being deleted. */
  static final Duration LOOK_EVERY = Duration.ofMinutes(10);

  private static final Duration AFTER_FAILED_LOOK = Duration.ofSeconds(15);
  private static final Duration NO_SIGN_OF_THE_FOLDER = Duration.ofMinutes(1);

  private final BackupObservation seen;
  private final CloudBackupStatus before;

  private BackupDecision(BackupObservation seen) {
    this.seen = seen;
    this.before = seen.before();
  }

  /** Decides. */
  static BackupOutcome decide(BackupObservation seen) {
    return new BackupDecision(seen).outcome();
  }

  private BackupOutcome outcome() {
    if (seen.marks().paused()) {
      return doubt(
          "Paused", "The annotation backup.yandex.cloud/paused holds this status as it is.", null);
    }
    return switch (seen.folder()) {
      case FolderView.Refused(String reason, String message) ->
          say(
              before,
              Kstatus.FAILED.conditions(reason, message),
              false,
              reason,
              NO_SIGN_OF_THE_FOLDER);
      case FolderView.Starting starting -> starting();
      case FolderView.OutOfSync(String reason, String message) ->
          doubt(reason, "The BackupFolder can't ask the cloud: " + message, null);
      case FolderView.Synced synced -> synced();
    };
  }

  private BackupOutcome synced() {
    return switch (seen.backup()) {
      case Lookup.NotAsked<Backup> notAsked -> stillCounts();
      case Lookup.Found<Backup>(Backup backup) -> found(backup);
      case Lookup.Absent<Backup> absent ->
          current(
              before,
              Kstatus.FAILED.conditions(
                  "BackupNotFound",
                  "The cloud has no backup "
                      + seen.backupId()
                      + " in the BackupFolder's cloud folder, or no more. Check spec.backupId."));
      case Lookup.Failed<Backup>(CloudError error) ->
          doubt("LookupFailed", error.sentence(), AFTER_FAILED_LOOK);
    };
  }

  /** What was said last goes on to count for a while, unless something asks for a fresh look. */
  private BackupOutcome stillCounts() {
    Duration age = seen.sinceLook();
    boolean counts =
        age != null
            && age.compareTo(LOOK_EVERY) < 0
            && Objects.equals(before.observedGeneration(), seen.generation())
            && seen.marks().openRequest(before.lastHandledReconcileAt()).isEmpty()
            && Condition.isTrue(before.conditions(), CloudBackupStatus.SYNCED)
            && duplicate() == (seen.rival() != null);
    return counts
        ? new BackupOutcome.Say(before, LOOK_EVERY.minus(Objects.requireNonNull(age)))
        : new BackupOutcome.LookUp();
  }

  private boolean duplicate() {
    return Condition.find(before.conditions(), Condition.READY)
        .filter(ready -> ready.reason().equals("Duplicate"))
        .isPresent();
  }

  private BackupOutcome found(Backup backup) {
    CloudBackupStatus mirrored = BackupMirror.mirror(before, backup);
    if (backup.deleted()) {
      return current(
          mirrored,
          Kstatus.FAILED.conditions(
              "BackupDeleted", "The backup was deleted: no machine can be recovered from it."));
    }
    return current(
        mirrored,
        seen.rival() == null
            ? Kstatus.CURRENT.conditions("Observed", "")
            : Kstatus.FAILED.conditions(
                "Duplicate",
                seen.rival() + " is older and for the same backup: this one deletes nothing."));
  }

  private BackupOutcome current(CloudBackupStatus fields, List<Condition> kstatus) {
    return say(fields, kstatus, true, "Observed", LOOK_EVERY);
  }

  private BackupOutcome starting() {
    if (before.observedGeneration() != null) {
      // What was said before the operator started stays until the first sweep is over.
      return new BackupOutcome.Say(before, null);
    }
    List<Condition> conditions =
        new ArrayList<>(Kstatus.UNKNOWN.conditions("FirstSweep", "The first sweep is not over."));
    conditions.add(Condition.of(CloudBackupStatus.SYNCED, Condition.UNKNOWN, "FirstSweep", ""));
    return build(before, conditions, seen.generation(), before.lastHandledReconcileAt(), null);
  }

  /** The last good status stays, marked as not current. */
  private BackupOutcome doubt(String reason, String message, @Nullable Duration next) {
    boolean said =
        Condition.find(before.conditions(), Condition.READY)
            .filter(ready -> !ready.status().equals(Condition.UNKNOWN))
            .isPresent();
    List<Condition> conditions = new ArrayList<>();
    if (said) {
      before.conditions().stream().filter(Condition::isKstatus).forEach(conditions::add);
    } else {
      conditions.addAll(Kstatus.UNKNOWN.conditions(reason, message));
    }
    conditions.add(Condition.of(CloudBackupStatus.SYNCED, false, reason, message));
    Long observed = before.observedGeneration();
    boolean failedLook = seen.backup() instanceof Lookup.Failed<Backup>;
    return build(
        before,
        conditions,
        observed == null ? seen.generation() : observed,
        failedLook ? before.lastHandledReconcileAt() : seen.marks().nudge(),
        next);
  }

  private BackupOutcome say(
      CloudBackupStatus fields,
      List<Condition> kstatus,
      boolean synced,
      String reason,
      Duration next) {
    List<Condition> conditions = new ArrayList<>(kstatus);
    conditions.add(Condition.of(CloudBackupStatus.SYNCED, synced, reason, ""));
    return build(fields, conditions, seen.generation(), seen.marks().nudge(), next);
  }

  private BackupOutcome build(
      CloudBackupStatus fields,
      List<Condition> conditions,
      @Nullable Long observedGeneration,
      @Nullable String handledNudge,
      @Nullable Duration next) {
    return new BackupOutcome.Say(
        fields.with(
            observedGeneration,
            handledNudge,
            Condition.merge(before.conditions(), conditions, observedGeneration, seen.now()),
            fields.deleteOperationId()),
        next);
  }
}
