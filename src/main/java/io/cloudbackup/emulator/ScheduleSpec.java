package io.cloudbackup.emulator;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a machine backs itself up, in virtual time.
 *
 * @param every from one start to the next; 24h
 * @param duration of one backup; 5m
 * @param first until the first start; default {@code every}, and spread evenly over it for
 *     generated machines
 * @param policyId in whose name; default the scenario's first policy
 * @param size of a full backup; an incremental one is a tenth of it; 1GiB
 * @param keep how many backups stay before the oldest goes; 15
 */
public record ScheduleSpec(
    Duration every,
    Duration duration,
    @Nullable Duration first,
    String policyId,
    DataSize size,
    Integer keep) {
  public ScheduleSpec {
    every = Objects.requireNonNullElse(every, Duration.ofHours(24));
    duration = Objects.requireNonNullElse(duration, Duration.ofMinutes(5));
    policyId = Objects.requireNonNullElse(policyId, "");
    size = Objects.requireNonNullElse(size, new DataSize(1L << 30));
    keep = Objects.requireNonNullElse(keep, 15);
    if (every.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "a schedule runs at most every second: every must be 1s or more");
    }
    if (keep < 1) {
      throw new IllegalArgumentException(
          "a schedule keeps at least one backup: keep must be 1 or more");
    }
  }
}
