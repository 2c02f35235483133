package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a sweep began with, so that one that goes on for long ends early once that is not so any
 * more: the folder was edited, paused, nudged or deleted, or its Secret holds something else.
 */
final class SweepBasis {
  /**
   * How often the credentials are looked at. A change counts at the next machine after that: within
   * 30 s, unless the cloud lets a call wait for longer.
   */
  static final Duration LOOK_AT_CREDENTIALS = Duration.ofSeconds(10);

  private final BackupFolder folder;
  private final Supplier<Optional<BackupFolder>> present;
  private final BooleanSupplier credentialsStand;
  private final LongSupplier nanoTime;
  private long lastLook;
  private boolean gone;

  /**
   * It begins now.
   *
   * @param present the folder as an informer sees it, if it still exists
   * @param credentialsStand whether the credentials are those that the sweep uses; asked rarely
   * @param nanoTime a monotonic clock in nanoseconds
   */
  SweepBasis(
      BackupFolder folder,
      Supplier<Optional<BackupFolder>> present,
      BooleanSupplier credentialsStand,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.present = present;
    this.credentialsStand = credentialsStand;
    this.nanoTime = nanoTime;
    this.lastLook = nanoTime.getAsLong();
  }

  /** Whether it is gone; it doesn't come back. */
  boolean gone() {
    gone = gone || changed() || credentialsChanged();
    return gone;
  }

  private boolean changed() {
    return present.get().filter(now -> SweepSchedule.sameWish(folder, now)).isEmpty();
  }

  private boolean credentialsChanged() {
    long now = nanoTime.getAsLong();
    if (now - lastLook < LOOK_AT_CREDENTIALS.toNanos()) {
      return false;
    }
    lastLook = now;
    return !credentialsStand.getAsBoolean();
  }
}
