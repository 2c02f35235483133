package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import java.time.Duration;
import java.time.Instant;
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

  /** A sweep succeeded. */
  BackupFolderStatus swept(
      FolderSnapshot snapshot, Duration took, int requests, @Nullable String complaint) {
    String message =
        snapshot.machines().size() + " machines" + (complaint == null ? "" : "; " + complaint);
    return build(
        List.of(
            Condition.of(Condition.READY, true, "Swept", message),
            Condition.of(Condition.RECONCILING, false, "Swept", ""),
            Condition.of(Condition.STALLED, false, "Swept", "")),
        Rfc3339.seconds(snapshot.time()),
        String.format(Locale.ROOT, "%.3fs", took.toMillis() / 1000.0),
        requests,
        snapshot.counts());
  }

  /** The folder can't be used; what the last good sweep found stays. */
  BackupFolderStatus failed(FolderProblem problem) {
    return build(
        List.of(
            Condition.of(Condition.READY, false, problem.reason(), problem.message()),
            Condition.of(Condition.RECONCILING, !problem.authority(), problem.reason(), ""),
            Condition.of(Condition.STALLED, problem.authority(), problem.reason(), "")),
        before.lastSweepTime(),
        before.lastSweepDuration(),
        before.requestsLastSweep(),
        before.machines());
  }

  private BackupFolderStatus build(
      List<Condition> conditions,
      @Nullable String lastSweepTime,
      @Nullable String lastSweepDuration,
      @Nullable Integer requests,
      BackupFolderStatus.@Nullable Machines machines) {
    return new BackupFolderStatus(
        generation,
        nudge,
        Condition.merge(before.conditions(), conditions, generation, now),
        lastSweepTime,
        lastSweepDuration,
        requests,
        machines);
  }
}
