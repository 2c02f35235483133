package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.KEY;
import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.intent;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus.Start;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SightingsTest {
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final Sightings sightings = new Sightings(nanoTime::get);

  @Test
  void shouldCountFromFirstSightEvenWhenTheClockOverflows() {
    assertThat(sightings.of("uid", intent(ME))).isZero();

    pass(Duration.ofSeconds(3));

    assertThat(sightings.of("uid", intent(ME))).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldCountAnewWhenSentAgainOrWithAnotherKey() {
    sightings.of("uid", intent(ME));
    pass(Duration.ofSeconds(3));

    assertThat(sightings.of("uid", sent(KEY, 2))).isZero();
    pass(Duration.ofSeconds(2));
    assertThat(sightings.of("uid", sent(KEY, 2))).isEqualTo(Duration.ofSeconds(2));
    assertThat(sightings.of("uid", sent("another", 2))).isZero();
  }

  @Test
  void shouldCountEachRecoveryByItself() {
    sightings.of("uid-1", intent(ME));
    pass(Duration.ofSeconds(3));

    assertThat(sightings.of("uid-2", intent(ME))).isZero();
    assertThat(sightings.of("uid-1", intent(ME))).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldForgetWhenSettledOrGone() {
    Start settled = new Start(KEY, 1, false, null, null, ME, List.of(), null);
    sightings.of("uid", intent(ME));
    pass(Duration.ofSeconds(3));

    assertThat(sightings.of("uid", settled)).isZero();
    assertThat(sightings.of("uid", intent(ME))).isZero();
    pass(Duration.ofSeconds(3));
    sightings.forget("uid");
    assertThat(sightings.of("uid", intent(ME))).isZero();
    assertThat(sightings.of("other", null)).isZero();
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private static Start sent(String key, int attempts) {
    return new Start(key, attempts, true, null, null, ME, List.of(), null);
  }
}
