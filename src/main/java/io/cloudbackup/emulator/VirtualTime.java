package io.cloudbackup.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The emulated cloud's time: runs as fast as it is told to, and can be moved forward. */
final class VirtualTime implements InstantSource {
  private final Clock base;
  private final double scale;
  private final Instant start;
  private Duration offset = Duration.ZERO;

  /**
   * @param scale virtual seconds per second of {@code base}
   */
  VirtualTime(Clock base, double scale) {
    if (!(scale > 0) || scale > 1_000_000) {
      throw new IllegalArgumentException(
          "the time scale is " + scale + "; it must be above 0 and at most 1000000");
    }
    this.base = base;
    this.scale = scale;
    this.start = base.instant();
  }

  @Override
  public synchronized Instant instant() {
    Duration passed = Duration.between(start, base.instant());
    Duration scaled = scale == 1 ? passed : Duration.ofNanos(Math.round(passed.toNanos() * scale));
    return start.plus(scaled).plus(offset);
  }

  synchronized void advance(Duration by) {
    if (by.isNegative()) {
      throw ApiException.invalid("The clock only goes forward: advance must not be negative.");
    }
    offset = offset.plus(by);
  }

  double scale() {
    return scale;
  }
}
