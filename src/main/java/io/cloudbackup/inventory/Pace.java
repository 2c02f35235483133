package io.cloudbackup.inventory;

import io.cloudbackup.cloud.Sleeper;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * How fast all inventories together may write, so that 50,000 backups at once are no flood for the
 * API server, nor for whoever watches CloudBackups there.
 */
public final class Pace {
  private final long interval;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private long next;

  /**
   * @param perSecond objects
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public Pace(int perSecond, LongSupplier nanoTime, Sleeper sleeper) {
    this.interval = Duration.ofSeconds(1).toNanos() / perSecond;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.next = nanoTime.getAsLong();
  }

  /**
   * Waits for the next object's turn.
   *
   * @throws CancellationException where the thread is interrupted
   */
  void await() {
    long wait = turn();
    if (wait > 0) {
      try {
        sleeper.sleep(Duration.ofNanos(wait));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
  }

  private synchronized long turn() {
    long now = nanoTime.getAsLong();
    long mine = Math.max(now, next);
    next = mine + interval;
    return mine - now;
  }
}
