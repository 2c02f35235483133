package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.kubernetes.Marks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When each folder is swept next. Between two sweeps a folder is looked at, so that a changed
 * Secret is seen however long the sweep interval is.
 */
final class SweepSchedule {
  /** With the time that a sweep takes, a changed Secret counts within 30 s. */
  static final Duration LOOK = Duration.ofSeconds(20);

  /** Timers may fire a little early. */
  private static final Duration TOLERANCE = Duration.ofMillis(50);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN_AT_SECRET = Duration.ofSeconds(15);

  private final LongSupplier nanoTime;
  private final Map<FolderRef, Next> folders = new ConcurrentHashMap<>();

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  SweepSchedule(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What asks for a sweep at once where it changes. */
  private record Wish(
      String uid, @Nullable Long generation, @Nullable String nudge, boolean paused) {
    static Wish of(BackupFolder folder) {
      Marks marks = Marks.of(folder);
      return new Wish(
          folder.getMetadata().getUid(),
          folder.getMetadata().getGeneration(),
          marks.nudge(),
          marks.paused());
    }
  }

  private record Next(Wish wish, long nanos) {}

  /** Whether the folder, as it is {@code now}, asks for no other sweep than it did {@code then}. */
  static boolean sameWish(BackupFolder then, BackupFolder now) {
    return Wish.of(then).equals(Wish.of(now));
  }

  /** Whether the folder is to be swept now. */
  boolean due(BackupFolder folder) {
    Next next = folders.get(FolderRegistry.ref(folder));
    return next == null
        || !next.wish.equals(Wish.of(folder))
        || left(next).compareTo(TOLERANCE) <= 0;
  }

  /** The folder was swept, or that failed, and the next sweep is after {@code pause}. */
  void attempted(BackupFolder folder, Duration pause) {
    folders.put(
        FolderRegistry.ref(folder),
        new Next(Wish.of(folder), nanoTime.getAsLong() + pause.toNanos()));
  }

  /**
   * How long to wait after a sweep that failed.
   *
   * @param failures in a row, with this one
   */
  static Duration afterFailure(FolderProblem problem, int failures, Duration interval) {
    Duration pause =
        problem.lasting()
            ? LOOK_AGAIN_AT_SECRET
            : FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(interval) < 0 ? pause : interval;
  }

  /** How long until the folder is to be looked at. */
  Duration untilLook(BackupFolder folder) {
    Next next = folders.get(FolderRegistry.ref(folder));
    Duration left = next == null ? Duration.ZERO : left(next);
    Duration look = left.compareTo(LOOK) < 0 ? left : LOOK;
    return look.compareTo(TOLERANCE) < 0 ? TOLERANCE : look;
  }

  /** The folder is to be swept whenever it is looked at. */
  void forget(FolderRef ref) {
    folders.remove(ref);
  }

  private Duration left(Next next) {
    return Duration.ofNanos(next.nanos - nanoTime.getAsLong());
  }
}
