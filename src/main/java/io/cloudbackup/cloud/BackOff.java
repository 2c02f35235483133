package io.cloudbackup.cloud;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How long all calls of a folder pause after the cloud has said that they are too many (429,
 * RESOURCE_EXHAUSTED): as long as it asks for, at most {@link #LONGEST_WISH}, but at least {@link
 * #FIRST}, doubled with every further refusal up to {@link #LONGEST}. Up to as much again is added
 * by chance, so that those who were refused together don't come back together. After a success it
 * begins anew.
 *
 * <p>A crowd of calls that is refused at once counts as one refusal: what was sent before a pause
 * ended says nothing about whether the pause was long enough.
 */
final class BackOff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(15);

  /** A longer wish is heard again when it is over: then one call is refused, and the rest wait. */
  static final Duration LONGEST_WISH = Duration.ofMinutes(1);

  private static final int MOST_DOUBLINGS = 10;

  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private int refusals;
  private long end;

  /**
   * Nobody was refused yet.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param random from 0 to less than 1
   */
  BackOff(LongSupplier nanoTime, DoubleSupplier random) {
    this.nanoTime = nanoTime;
    this.random = random;
    this.end = nanoTime.getAsLong();
  }

  /**
   * A request was refused.
   *
   * @param sent when it was sent, by {@code nanoTime}
   * @param wish how long the cloud wants to be left alone, where it says so
   * @return for how long from now nobody is to send; nothing where that is known already
   */
  synchronized Optional<Duration> refused(long sent, Optional<Duration> wish) {
    boolean ofTheSameCrowd = sent - end < 0;
    if (ofTheSameCrowd && wish.isEmpty()) {
      return Optional.empty();
    }
    if (!ofTheSameCrowd) {
      refusals++;
    }
    Duration step =
        shorter(FIRST.multipliedBy(1L << Math.clamp(refusals - 1, 0, MOST_DOUBLINGS)), LONGEST);
    long least = Math.max(shorter(wish.orElse(step), LONGEST_WISH).toNanos(), step.toNanos());
    long pause = least + (long) (random.getAsDouble() * step.toNanos());
    long newEnd = nanoTime.getAsLong() + pause;
    if (newEnd - end > 0) {
      end = newEnd;
    }
    return Optional.of(Duration.ofNanos(pause));
  }

  /**
   * A request was served.
   *
   * @param sent when it was sent, by {@code nanoTime}
   */
  synchronized void served(long sent) {
    if (sent - end >= 0) {
      refusals = 0;
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
