package io.cloudbackup.cloud;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many requests a second may be sent on behalf of one folder: a token bucket that holds one
 * second's worth, at least one. Waiting callers are served in the order in which they asked.
 */
public final class RequestBudget {
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private final long interval;
  private final long burst;

  // When the bucket would be full again, had every permit so far been taken evenly.
  private long full;

  /**
   * A full bucket.
   *
   * @param perSecond requests a second; may be a fraction
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public RequestBudget(double perSecond, LongSupplier nanoTime, Sleeper sleeper) {
    if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException(
          "a budget must be a positive number of requests a second, not " + perSecond);
    }
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.interval = Math.max(1, Math.round(1e9 / perSecond));
    this.burst = Math.round(Math.max(1, perSecond) * interval);
    this.full = nanoTime.getAsLong();
  }

  /**
   * Takes a permit for one request, and waits for it.
   *
   * @return false, at once and with nothing taken, where it would take longer than {@code atMost}
   */
  public boolean acquire(Duration atMost) throws InterruptedException {
    long wait = reserve(atMost.toNanos());
    if (wait < 0) {
      return false;
    }
    if (wait > 0) {
      sleeper.sleep(Duration.ofNanos(wait));
    }
    return true;
  }

  private synchronized long reserve(long atMost) {
    long now = nanoTime.getAsLong();
    // Nano times may overflow, so only their differences are compared.
    long start = full - now > 0 ? full : now;
    long wait = Math.max(0, start + interval - burst - now);
    if (wait > atMost) {
      return -1;
    }
    full = start + interval;
    return wait;
  }
}
