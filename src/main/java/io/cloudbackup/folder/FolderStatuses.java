package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Kstatus;
import io.cloudbackup.api.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Builds the status of a BackupFolder from the one before and what happened. */
final class FolderStatuses {
  private final BackupFolderStatus before;
  private final @Nullable Long generation;
  private final @Nullable String nudge;
  private final Instant now;

  FolderStatuses(
      BackupFolderStatus before, @Nullable Long generation, @Nullable String nudge, Instant now) {
    this.before = before;
    this.generation = generation;
    this.nudge = nudge;
    this.now = now;
  }

  /**
   * A sweep succeeded.
   *
   * @param backups what is known of the folder's backups; null while its inventory is off
   */
  BackupFolderStatus swept(
      FolderSnapshot snapshot,
      Duration took,
      int requests,
      @Nullable String complaint,
      @Nullable FolderBackups backups) {
    String message =
        snapshot.machines().size() + " machines" + (complaint == null ? "" : "; " + complaint);
    List<Condition> conditions = new ArrayList<>(Kstatus.CURRENT.conditions("Swept", message));
    if (backups != null) {
      conditions.add(listed(backups));
    }
    return build(
        conditions,
        Rfc3339.seconds(snapshot.time()),
        String.format(Locale.ROOT, "%.3fs", took.toMillis() / 1000.0),
        requests,
        snapshot.counts(),
        inventory(backups));
  }

  private static Condition listed(FolderBackups backups) {
    FolderProblem problem = backups.problem();
    if (problem != null) {
      return Condition.of(
          BackupFolderStatus.INVENTORY_SYNCED, false, problem.reason(), problem.message());
    }
    return backups.time() == null
        ? Condition.of(
            BackupFolderStatus.INVENTORY_SYNCED,
            Condition.UNKNOWN,
            "FirstList",
            "The folder's backups have not been listed yet.")
        : Condition.of(BackupFolderStatus.INVENTORY_SYNCED, true, "Listed", "");
  }

  private static BackupFolderStatus.@Nullable Inventory inventory(@Nullable FolderBackups backups) {
    Instant time = backups == null ? null : backups.time();
    return backups == null || time == null
        ? null
        : new BackupFolderStatus.Inventory(backups.count(), backups.shown(), Rfc3339.seconds(time));
  }

  /** The folder can't be used; what the last good sweep found stays. */
  BackupFolderStatus failed(FolderProblem problem) {
    Kstatus kstatus = problem.lasting() ? Kstatus.FAILED : Kstatus.IN_PROGRESS;
    List<Condition> conditions =
        new ArrayList<>(kstatus.conditions(problem.reason(), problem.message()));
    if (before.inventory() != null) {
      conditions.add(
          Condition.of(
              BackupFolderStatus.INVENTORY_SYNCED, Condition.UNKNOWN, problem.reason(), ""));
    }
    return build(
        conditions,
        before.lastSweepTime(),
        before.lastSweepDuration(),
        before.requestsLastSweep(),
        before.machines(),
        before.inventory());
  }

  private BackupFolderStatus build(
      List<Condition> conditions,
      @Nullable String lastSweepTime,
      @Nullable String lastSweepDuration,
      @Nullable Integer requests,
      BackupFolderStatus.@Nullable Machines machines,
      BackupFolderStatus.@Nullable Inventory inventory) {
    return new BackupFolderStatus(
        generation,
        nudge,
        Condition.merge(before.conditions(), conditions, generation, now),
        lastSweepTime,
        lastSweepDuration,
        requests,
        machines,
        inventory);
  }
}
