package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The API server goes, or its store stands still, in the middle of starts: each begins exactly
 * once.
 */
@OwnOperator
class RecoveryOutageIT {
  /** Longer than the operator waits for one answer of the API server. */
  private static final Duration STANDSTILL = Duration.ofSeconds(12);

  private static final Duration TO_THE_END = Duration.ofMinutes(2);

  /** What may be under way when the API server goes. */
  private static final List<String> STARTS =
      List.of(
          "kind: lateAnswer, delay: 2s",
          "kind: lateAnswer, delay: 7s",
          "kind: delay, delay: 2s",
          "kind: lostAnswer",
          "kind: closedConnection",
          "kind: closedConnection, delay: 2s");

  private final ControlPlane controlPlane = ControlPlane.shared();
  private final List<String> ordered = new ArrayList<>();
  @AutoClose private final Fleet fleet = Fleet.start();

  private OperatorUnderTest startOperator() {
    return OperatorUnderTest.start("--watch-namespaces", fleet.namespace());
  }

  @Test
  void shouldStartOnceWhenTheApiServerIsKilledAndComesBack() {
    try (OperatorUnderTest operator = startOperator()) {
      startMany("early");

      controlPlane.restartApiServer();
      startMany("late");

      assertOneStartEach();
      assertThat(operator.alive()).isTrue();
    }
  }

  @Test
  void shouldStartOnceWhenEtcdStandsStill() {
    try (OperatorUnderTest operator = startOperator()) {
      startMany("early");
      standStill(operator);
      startMany("late");

      assertOneStartEach();
      assertThat(operator.alive()).isTrue();
    }
  }

  private void standStill(OperatorUnderTest operator) {
    controlPlane.freezeEtcd();
    try {
      assertThat(operator.livesFor(STANDSTILL)).isTrue();
    } finally {
      controlPlane.thawEtcd();
    }
  }

  /** Orders recoveries, and returns in the middle of their starts. */
  private void startMany(String prefix) {
    int before = sends();
    for (String fault : STARTS) {
      String name = prefix + "-" + ordered.size();
      ordered.add(name);
      fleet.register(name);
      fleet.spoilStart(name, fault);
      fleet.recover(name, name);
    }
    eventually(() -> assertThat(sends()).isGreaterThan(before + 1));
  }

  private int sends() {
    return fleet.cloud().calls("Backup.startRecovery").size();
  }

  private void assertOneStartEach() {
    fleet.awaitSuccess(ordered.size(), TO_THE_END);
    assertThat(ordered)
        .allSatisfy(
            name ->
                assertThat(fleet.starts(name))
                    .extracting(Journal.Start::idempotencyKey)
                    .containsExactly(Fleet.key(fleet.status(name))))
        .allSatisfy(name -> assertThat(fleet.locked(name)).isFalse());
  }
}
