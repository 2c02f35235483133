package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestBudgetLanesTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int RATE = 10;
  private static final Duration STEP = Duration.ofMillis(50);

  private final FakeTime time = new FakeTime();
  private final RequestBudget budget = new RequestBudget(RATE, time::nanoTime, time);
  private final List<Lane> served = new ArrayList<>();

  /** Calls that wait, in the order in which they came. */
  private final Map<RequestBudget.Call, Lane> waiting = new LinkedHashMap<>();

  @Test
  void shouldLetRecoveryGoOnDebtWhenSweepsHaveEmptiedTheBucket() {
    come(Lane.SWEEP, 100);
    look();
    come(Lane.RECOVERY, RATE + 1);

    look();

    assertThat(served)
        .hasSize(2 * RATE)
        .filteredOn(lane -> lane == Lane.RECOVERY)
        .hasSize(RATE - 1);
  }

  @Test
  void shouldServeMoreUrgentLanesFirst() {
    come(Lane.SWEEP, RATE);
    look();
    served.clear();
    for (Lane lane : List.of(Lane.INVENTORY, Lane.SWEEP, Lane.CHANGE)) {
      come(lane, 2);
    }

    pass(Duration.ofMillis(600));

    assertThat(served)
        .containsExactly(
            Lane.CHANGE, Lane.CHANGE, Lane.SWEEP, Lane.SWEEP, Lane.INVENTORY, Lane.INVENTORY);
  }

  @Test
  void shouldServeOthersOnlyWhenDebtIsPaidBack() {
    come(Lane.SWEEP, RATE);
    look();
    come(Lane.RECOVERY, RATE);
    look();
    assertThat(served).hasSize(2 * RATE);
    come(Lane.CHANGE, 1);

    pass(Duration.ofMillis(1099));
    assertThat(served).hasSize(2 * RATE);

    pass(Duration.ofMillis(1));
    assertThat(served).hasSize(2 * RATE + 1);
  }

  @Test
  void shouldServeOldestAfterNineOthersWhenRecoveriesNeverEnd() {
    come(Lane.RECOVERY, 2 * RATE);
    look();
    served.clear();
    come(Lane.INVENTORY, 1);
    come(Lane.SWEEP, 1);
    come(Lane.RECOVERY, 100);

    pass(Duration.ofSeconds(2));

    assertThat(served).hasSize(20);
    assertThat(served.indexOf(Lane.INVENTORY)).isEqualTo(RequestBudget.MOST_OVERTAKES);
    assertThat(served.indexOf(Lane.SWEEP)).isEqualTo(2 * RequestBudget.MOST_OVERTAKES + 1);
  }

  @Test
  void shouldKeepToBurstDebtAndRateWhateverComes() {
    for (int second = 1; second <= 60; second++) {
      for (Lane lane : Lane.values()) {
        come(lane, RATE);
      }
      pass(Duration.ofSeconds(1));
      assertThat(served).hasSizeLessThanOrEqualTo(2 * RATE + second * RATE);
    }
    assertThat(served).hasSize(2 * RATE + 60 * RATE).contains(Lane.values());
  }

  @Test
  void shouldServeNoLaneWhileHeldAndStarveNoneAfterwards() {
    come(Lane.INVENTORY, 1);
    budget.hold(Duration.ofSeconds(9));
    come(Lane.SWEEP, 1);
    come(Lane.CHANGE, 1);
    come(Lane.RECOVERY, 100);

    pass(Duration.ofMillis(8_950));
    assertThat(served).isEmpty();

    pass(Duration.ofMillis(50));
    assertThat(served).as("one, and the debt that recoveries may run into").hasSize(1 + RATE);
    pass(Duration.ofSeconds(3));
    assertThat(served).hasSize(1 + 4 * RATE).contains(Lane.INVENTORY, Lane.SWEEP, Lane.CHANGE);
  }

  @Test
  void shouldGiveUpWhenHeldWhileItSleeps() {
    come(Lane.SWEEP, RATE);
    look();
    RequestBudget.Call sweep = budget.enter(Lane.SWEEP, LONG);
    assertThat(budget.turn(sweep)).isPositive();

    budget.hold(Duration.ofMinutes(1));

    assertThat(budget.turn(sweep)).isZero();
    assertThat(budget.served(sweep)).isFalse();
  }

  @Test
  void shouldTellCallToAskAgainWhenItsTurnCanCome() {
    come(Lane.SWEEP, RATE);
    look();
    RequestBudget.Call first = budget.enter(Lane.SWEEP, LONG);
    RequestBudget.Call third = budget.enter(Lane.SWEEP, LONG);

    assertThat(budget.turn(first)).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(budget.turn(third)).isEqualTo(Duration.ofMillis(200).toNanos());
  }

  @Test
  void shouldOvertakeWhoeverSleepsAlready() throws Exception {
    List<Lane> order = new ArrayList<>();
    List<Lane> comers = new ArrayList<>(List.of(Lane.CHANGE, Lane.RECOVERY));
    RequestBudget[] shared = new RequestBudget[1];
    Sleeper others =
        pause -> {
          if (!comers.isEmpty()) {
            Lane lane = comers.removeFirst();
            shared[0].acquire(lane, LONG);
            order.add(lane);
          }
          time.sleep(pause);
        };
    shared[0] = new RequestBudget(1, time::nanoTime, others);
    assertThat(shared[0].acquire(Lane.SWEEP, Duration.ZERO)).isTrue();

    assertThat(shared[0].acquire(Lane.SWEEP, LONG)).isTrue();
    order.add(Lane.SWEEP);

    assertThat(order).containsExactly(Lane.RECOVERY, Lane.CHANGE, Lane.SWEEP);
  }

  @Test
  void shouldGiveUpWhenOvertakenForTooLong() {
    come(Lane.SWEEP, RATE);
    look();
    RequestBudget.Call sweep = budget.enter(Lane.SWEEP, Duration.ofMillis(100));
    assertThat(budget.turn(sweep)).isPositive();
    come(Lane.RECOVERY, 1);
    look();

    assertThat(budget.turn(sweep)).isZero();

    assertThat(budget.served(sweep)).isFalse();
    // Nobody stands where it stood.
    assertThat(budget.turn(budget.enter(Lane.SWEEP, LONG)))
        .isEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void shouldGiveItsPlaceBackWhenInterrupted() throws Exception {
    RequestBudget interrupted =
        new RequestBudget(
            1,
            time::nanoTime,
            pause -> {
              throw new InterruptedException();
            });
    assertThat(interrupted.acquire(Lane.SWEEP, LONG)).isTrue();

    assertThatThrownBy(() -> interrupted.acquire(Lane.SWEEP, LONG))
        .isInstanceOf(InterruptedException.class);

    time.pass(Duration.ofSeconds(1));
    assertThat(interrupted.acquire(Lane.SWEEP, Duration.ZERO)).isTrue();
  }

  @Test
  void shouldGiveItsPermitBackWhenInterruptedAfterAnotherCallHasServedIt() throws Exception {
    RequestBudget[] shared = new RequestBudget[1];
    shared[0] =
        new RequestBudget(
            1,
            time::nanoTime,
            pause -> {
              time.pass(Duration.ofSeconds(1));
              // Whoever comes by serves the one that sleeps, and finds nothing left for itself.
              assertThat(shared[0].acquire(Lane.SWEEP, Duration.ZERO)).isFalse();
              throw new InterruptedException();
            });
    assertThat(shared[0].acquire(Lane.SWEEP, LONG)).isTrue();

    assertThatThrownBy(() -> shared[0].acquire(Lane.SWEEP, LONG))
        .isInstanceOf(InterruptedException.class);

    assertThat(shared[0].acquire(Lane.SWEEP, Duration.ZERO)).isTrue();
  }

  private void come(Lane lane, int calls) {
    for (int i = 0; i < calls; i++) {
      waiting.put(budget.enter(lane, LONG), lane);
    }
  }

  /** Time passes in steps shorter than that between two permits, and every call asks at each. */
  private void pass(Duration duration) {
    look();
    Duration left = duration;
    while (left.isPositive()) {
      Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      time.pass(step);
      left = left.minus(step);
      look();
    }
  }

  private void look() {
    waiting
        .entrySet()
        .removeIf(
            call -> {
              boolean over = budget.turn(call.getKey()) == 0;
              if (over) {
                served.add(call.getValue());
              }
              return over;
            });
  }
}
