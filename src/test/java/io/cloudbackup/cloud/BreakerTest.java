package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.BreakerState.CLOSED;
import static io.cloudbackup.cloud.BreakerState.HALF_OPEN;
import static io.cloudbackup.cloud.BreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cloud.Breaker.Pass;
import io.cloudbackup.cloud.Breaker.Sign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakerTest {
  private final FakeTime time = new FakeTime();
  private final List<BreakerState> states = new ArrayList<>();
  // Nothing is left out of a pause.
  private double chance = 1;
  private final Breaker breaker = new Breaker(time::nanoTime, () -> chance, states::add);

  @Test
  void shouldLetNobodyGoAfterThreeFailuresInARow() {
    fail(Breaker.FAILURES_TO_OPEN - 1);
    assertThat(breaker.enter()).isPresent();

    fail(1);

    assertThat(breaker.enter()).isEmpty();
    assertThat(states).containsExactly(CLOSED, OPEN);
  }

  @Test
  void shouldStayClosedWhenOneOfThreeSucceeds() {
    for (int i = 0; i < 10; i++) {
      fail(Breaker.FAILURES_TO_OPEN - 1);
      breaker.leave(enter(), Sign.WELL);
    }

    assertThat(states).containsExactly(CLOSED);
  }

  @Test
  void shouldNotTakeEndThatSaysNothingForSuccess() {
    fail(Breaker.FAILURES_TO_OPEN - 1);
    breaker.leave(enter(), Sign.NONE);

    fail(1);

    assertThat(breaker.enter()).isEmpty();
  }

  @Test
  void shouldLetOneProbeGoAfterThePause() {
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST.minusNanos(1));
    assertThat(breaker.enter()).isEmpty();

    time.pass(Duration.ofNanos(1));

    assertThat(breaker.enter()).isPresent();
    assertThat(breaker.enter()).as("while the probe is under way").isEmpty();
    time.pass(Duration.ofHours(1));
    assertThat(breaker.enter()).isEmpty();
    assertThat(states).containsExactly(CLOSED, OPEN, HALF_OPEN);
  }

  @Test
  void shouldLetAllGoAfterTheProbeSucceeded() {
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST);

    breaker.leave(enter(), Sign.WELL);

    assertThat(breaker.enter()).isPresent();
    assertThat(breaker.enter()).isPresent();
    assertThat(states).containsExactly(CLOSED, OPEN, HALF_OPEN, CLOSED);
    fail(Breaker.FAILURES_TO_OPEN - 1);
    assertThat(states.getLast()).as("it begins to count anew").isEqualTo(CLOSED);
  }

  @Test
  void shouldDoubleThePauseWithEveryFailedProbeUpToTheLongest() {
    fail(Breaker.FAILURES_TO_OPEN);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      pauses.add(pause());
      breaker.leave(enter(), Sign.ILL);
    }

    assertThat(pauses.subList(0, 4)).containsExactly(5L, 10L, 20L, 30L);
    assertThat(pauses.subList(4, 15)).containsOnly(30L);
  }

  @Test
  void shouldBeginWithTheFirstPauseAfterItWasClosed() {
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST);
    breaker.leave(enter(), Sign.ILL);
    time.pass(Breaker.LONGEST);
    breaker.leave(enter(), Sign.WELL);

    fail(Breaker.FAILURES_TO_OPEN);

    assertThat(pause()).isEqualTo(Breaker.FIRST.toSeconds());
  }

  @ParameterizedTest
  @CsvSource({"0, 2500", "0.5, 3750", "1, 5000"})
  void shouldLeaveOutUpToHalfOfThePauseByChance(double drawn, long millis) {
    chance = drawn;

    fail(Breaker.FAILURES_TO_OPEN);

    time.pass(Duration.ofMillis(millis).minusNanos(1));
    assertThat(breaker.enter()).isEmpty();
    time.pass(Duration.ofNanos(1));
    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void shouldLetTheNextOneTryAtOnceWhenProbeSaysNothing() {
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST);

    breaker.leave(enter(), Sign.NONE);

    assertThat(states).containsExactly(CLOSED, OPEN, HALF_OPEN, OPEN);
    breaker.leave(enter(), Sign.WELL);
    assertThat(states.getLast()).isEqualTo(CLOSED);
  }

  @Test
  void shouldNotBeMovedByFailureOfCallThatWentBeforeItOpened() {
    Pass slow = enter();
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST.dividedBy(2));

    breaker.leave(slow, Sign.ILL);

    time.pass(Breaker.FIRST.dividedBy(2));
    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void shouldCloseWhenCallThatWentBeforeSucceeds() {
    Pass slow = enter();
    fail(Breaker.FAILURES_TO_OPEN);

    breaker.leave(slow, Sign.WELL);

    assertThat(states.getLast()).isEqualTo(CLOSED);
    assertThat(breaker.enter()).isPresent();
  }

  @Test
  void shouldPauseAgainWhenCallThatNeedNotAskFailsAfterThePause() {
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST);

    breaker.leave(Pass.FREE, Sign.ILL);

    assertThat(breaker.enter()).isEmpty();
    assertThat(pause()).isEqualTo(2 * Breaker.FIRST.toSeconds());
  }

  @Test
  void shouldNotTakeLateProbeForTheOneThatIsUnderWay() {
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST);
    Pass late = enter();
    breaker.leave(Pass.FREE, Sign.WELL);
    fail(Breaker.FAILURES_TO_OPEN);
    time.pass(Breaker.FIRST);
    enter();

    breaker.leave(late, Sign.NONE);

    assertThat(states.getLast()).isEqualTo(HALF_OPEN);
    assertThat(breaker.enter()).isEmpty();
  }

  @Test
  void shouldWorkWhereNanoTimeOverflows() {
    Breaker late =
        new Breaker(() -> Long.MAX_VALUE - 10 + time.nanoTime(), () -> chance, states::add);
    for (int i = 0; i < Breaker.FAILURES_TO_OPEN; i++) {
      late.leave(late.enter().orElseThrow(), Sign.ILL);
    }
    assertThat(late.enter()).isEmpty();

    time.pass(Breaker.FIRST);

    assertThat(late.enter()).isPresent();
  }

  private Pass enter() {
    return breaker.enter().orElseThrow();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.leave(enter(), Sign.ILL);
    }
  }

  /** Lets the pause pass, and gives its seconds. */
  private long pause() {
    for (long seconds = 0; seconds < 1000; seconds++) {
      if (breaker.enter().map(pass -> giveBack(pass)).isPresent()) {
        return seconds;
      }
      time.pass(Duration.ofSeconds(1));
    }
    throw new AssertionError("the pause has no end");
  }

  private Pass giveBack(Pass pass) {
    breaker.leave(pass, Sign.NONE);
    return pass;
  }
}
