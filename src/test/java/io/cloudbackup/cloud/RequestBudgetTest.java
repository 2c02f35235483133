package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBudgetTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final FakeTime time = new FakeTime();

  @Test
  void shouldGiveOneSecondsWorthAtOnceAndThenAtTheRate() throws Exception {
    RequestBudget budget = budget(10);

    take(budget, 10);
    assertThat(time.slept()).isEmpty();

    take(budget, 20);
    assertThat(time.slept()).hasSize(20).containsOnly(Duration.ofMillis(100));
  }

  @Test
  void shouldNeverGiveMoreThanBurstAndRateInAnyTime() throws Exception {
    RequestBudget budget = budget(5);
    long start = time.nanoTime();

    take(budget, 105);

    assertThat(Duration.ofNanos(time.nanoTime() - start)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void shouldNotSaveUpMoreThanOneSecondsWorth() throws Exception {
    RequestBudget budget = budget(2);
    time.pass(Duration.ofHours(1));

    take(budget, 3);

    assertThat(time.slept()).containsExactly(Duration.ofMillis(500));
  }

  @Test
  void shouldServeLessThanOneRequestASecond() throws Exception {
    RequestBudget budget = budget(0.5);

    take(budget, 2);

    assertThat(time.slept()).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void shouldTakeNothingWhenItWouldTakeTooLong() throws Exception {
    RequestBudget budget = budget(1);
    take(budget, 1);

    assertThat(budget.acquire(Lane.SWEEP, Duration.ofMillis(999))).isFalse();
    assertThat(time.slept()).isEmpty();
    assertThat(budget.acquire(Lane.SWEEP, Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void shouldWorkWhereNanoTimeOverflows() throws Exception {
    RequestBudget budget = new RequestBudget(1, () -> Long.MAX_VALUE - 10 + time.nanoTime(), time);

    take(budget, 3);

    assertThat(time.slept()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  @Test
  void shouldGiveNothingWhileHeldAndThenOneAndTheRate() throws Exception {
    RequestBudget budget = budget(10);
    budget.hold(Duration.ofSeconds(2));

    take(budget, 3);

    assertThat(time.slept())
        .containsExactly(Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMillis(100));
  }

  @Test
  void shouldStayHeldWhenAskedForLess() throws Exception {
    RequestBudget budget = budget(10);
    budget.hold(Duration.ofSeconds(2));
    budget.hold(Duration.ofSeconds(1));

    assertThat(budget.held()).isEqualTo(Duration.ofSeconds(2));
    take(budget, 1);
    assertThat(time.slept()).containsExactly(Duration.ofSeconds(2));
    assertThat(budget.held()).isZero();
  }

  @Test
  void shouldFailAtOnceWhenHeldForLongerThanAnybodyWaits() throws Exception {
    RequestBudget budget = budget(10);
    budget.hold(RequestBudget.LONGEST_WAIT_WHILE_HELD.plusNanos(1));

    assertThat(budget.acquire(Lane.SWEEP, LONG)).isFalse();
    assertThat(time.slept()).isEmpty();

    time.pass(Duration.ofNanos(1));
    assertThat(budget.acquire(Lane.SWEEP, LONG)).isTrue();
  }

  @Test
  void shouldHoldWhereNanoTimeOverflows() throws Exception {
    RequestBudget budget = new RequestBudget(1, () -> Long.MAX_VALUE - 10 + time.nanoTime(), time);
    budget.hold(Duration.ofSeconds(1));

    take(budget, 1);

    assertThat(time.slept()).containsExactly(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseWhatIsNoRate(double rate) {
    assertThatThrownBy(() -> budget(rate)).isInstanceOf(IllegalArgumentException.class);
  }

  private RequestBudget budget(double perSecond) {
    return new RequestBudget(perSecond, time::nanoTime, time);
  }

  private static void take(RequestBudget budget, int permits) throws InterruptedException {
    for (int i = 0; i < permits; i++) {
      assertThat(budget.acquire(Lane.SWEEP, LONG)).isTrue();
    }
  }
}
