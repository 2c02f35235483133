package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
  private static final Optional<Duration> NO_WISH = Optional.empty();

  private final FakeTime time = new FakeTime();
  private double chance;
  private final BackOff backOff = new BackOff(time::nanoTime, () -> chance);

  @Test
  void shouldDoubleWithEveryRefusalUpToTheLongest() {
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pauses.add(refusedAfterThePause(NO_WISH));
    }

    assertThat(pauses.subList(0, 6))
        .extracting(Duration::toMillis)
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 15_000L);
    assertThat(pauses.subList(6, 20)).containsOnly(BackOff.LONGEST);
  }

  @ParameterizedTest
  @CsvSource({"0, 500", "0.5, 750", "0.999, 999"})
  void shouldAddUpToAsMuchAgainByChance(double drawn, long millis) {
    chance = drawn;

    assertThat(refusedAfterThePause(NO_WISH).toMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"0, 500", "0.1, 500", "7, 7000", "60, 60000", "61, 60000", "999999999, 60000"})
  void shouldPauseAsLongAsTheCloudAsksForWithinBounds(double seconds, long millis) {
    Duration wish = Duration.ofMillis((long) (seconds * 1000));

    assertThat(refusedAfterThePause(Optional.of(wish)).toMillis()).isEqualTo(millis);
  }

  @Test
  void shouldAddChanceToTheWishToo() {
    chance = 0.5;

    assertThat(refusedAfterThePause(Optional.of(Duration.ofSeconds(7))))
        .isEqualTo(Duration.ofMillis(7250));
  }

  @Test
  void shouldCountCrowdThatIsRefusedTogetherOnce() {
    long sent = time.nanoTime();
    assertThat(backOff.refused(sent, NO_WISH)).contains(BackOff.FIRST);

    for (int i = 0; i < 10; i++) {
      assertThat(backOff.refused(sent, NO_WISH)).isEmpty();
    }
    time.pass(Duration.ofMinutes(1));
    assertThat(backOff.refused(sent, NO_WISH)).as("one whose answer took a minute").isEmpty();

    assertThat(backOff.refused(time.nanoTime(), NO_WISH)).contains(BackOff.FIRST.multipliedBy(2));
  }

  @Test
  void shouldHearWishOfEveryoneInTheCrowd() {
    long sent = time.nanoTime();
    assertThat(backOff.refused(sent, NO_WISH)).contains(BackOff.FIRST);

    assertThat(backOff.refused(sent, Optional.of(Duration.ofSeconds(3))))
        .contains(Duration.ofSeconds(3));

    time.pass(Duration.ofSeconds(2));
    assertThat(backOff.refused(time.nanoTime(), NO_WISH)).as("the pause goes on").isEmpty();
  }

  @Test
  void shouldHearWishOfStragglerThoughOthersWereServedMeanwhile() {
    long sent = time.nanoTime();
    refusedAfterThePause(NO_WISH);
    backOff.served(time.nanoTime());

    assertThat(backOff.refused(sent, Optional.of(Duration.ofSeconds(3))))
        .contains(Duration.ofSeconds(3));
  }

  @Test
  void shouldBeginAnewAfterSuccess() {
    refusedAfterThePause(NO_WISH);
    refusedAfterThePause(NO_WISH);

    backOff.served(time.nanoTime());

    assertThat(refusedAfterThePause(NO_WISH)).isEqualTo(BackOff.FIRST);
  }

  @Test
  void shouldNotTakeSuccessOfBeforeThePauseForTheEndOfTheTrouble() {
    long sent = time.nanoTime();
    refusedAfterThePause(NO_WISH);

    backOff.served(sent);

    assertThat(refusedAfterThePause(NO_WISH)).isEqualTo(BackOff.FIRST.multipliedBy(2));
  }

  @Test
  void shouldWorkWhereNanoTimeOverflows() {
    BackOff late = new BackOff(() -> Long.MAX_VALUE - 10 + time.nanoTime(), () -> 0);
    long sent = Long.MAX_VALUE - 10;
    assertThat(late.refused(sent, NO_WISH)).contains(BackOff.FIRST);

    time.pass(BackOff.FIRST);

    assertThat(late.refused(sent, NO_WISH)).isEmpty();
    assertThat(late.refused(sent + BackOff.FIRST.toNanos(), NO_WISH))
        .contains(BackOff.FIRST.multipliedBy(2));
  }

  private Duration refusedAfterThePause(Optional<Duration> wish) {
    Duration pause = backOff.refused(time.nanoTime(), wish).orElseThrow();
    time.pass(pause);
    return pause;
  }
}
