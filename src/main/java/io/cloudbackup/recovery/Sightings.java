package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Start;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Since when this process has known of each send of which nobody knows how it ended, by a monotonic
 * clock.
 */
final class Sightings {
  private final LongSupplier nanoTime;
  private final Map<String, Sighting> seen = new ConcurrentHashMap<>();

  Sightings(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Sighting(String key, int attempts, long since) {}

  /** How long the last send of that recovery has been known. */
  Duration of(String uid, @Nullable Start start) {
    if (start == null || !start.unsettled()) {
      seen.remove(uid);
      return Duration.ZERO;
    }
    long now = nanoTime.getAsLong();
    Sighting sighting =
        seen.compute(
            uid,
            (same, old) ->
                old != null
                        && old.key.equals(start.idempotencyKey())
                        && old.attempts == start.attempts()
                    ? old
                    : new Sighting(start.idempotencyKey(), start.attempts(), now));
    return Duration.ofNanos(now - sighting.since);
  }

  void forget(String uid) {
    seen.remove(uid);
  }
}
