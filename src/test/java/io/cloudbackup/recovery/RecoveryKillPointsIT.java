package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.KubeProxy;
import io.cloudbackup.testing.Leadership;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * An operator dies in the middle of recoveries that are each at another point; whoever comes after
 * it brings every one to its end with exactly one start.
 */
@OwnOperator
class RecoveryKillPointsIT {
  /**
   * A recovery and its progress, with much time to spare. The operator gives up waiting for the API
   * server after 30 s.
   */
  private static final Duration TO_ALL_POINTS = Duration.ofSeconds(25);

  /** A Lease runs out, the dead one may still be sending for 36 s, and then it recovers. */
  private static final Duration TO_THE_END = Duration.ofMinutes(2);

  @AutoClose private final Fleet fleet = Fleet.start();
  @AutoClose private final KubeProxy proxy = KubeProxy.start();

  @Test
  void shouldStartOnceWhenItIsKilledAnywhere() {
    try (OperatorUnderTest operator =
        OperatorUnderTest.startBehind(proxy, "--watch-namespaces", fleet.namespace())) {
      comeToAllPoints();

      operator.kill();

      try (OperatorUnderTest successor =
          OperatorUnderTest.start("--watch-namespaces", fleet.namespace())) {
        assertOneStartEach();
        assertTooLate(proxy::release);
        assertThat(successor.alive()).isTrue();
      }
    }
  }

  @Test
  void shouldStartOnceWhenTheLeaderIsKilledAnywhere() {
    Leadership.vacate();
    try (OperatorUnderTest leader = OperatorUnderTest.startBehind(proxy, replica("first"))) {
      Leadership.await("first");
      try (OperatorUnderTest other = OperatorUnderTest.start(replica("second"))) {
        comeToAllPoints();

        leader.kill();

        assertOneStartEach();
        Leadership.await("second");
        assertTooLate(proxy::release);
        assertThat(other.alive()).isTrue();
      }
    }
  }

  @Test
  void shouldStartOnceWhenTheLeaderFreezesAnywhereAndComesBack() {
    Leadership.vacate();
    try (OperatorUnderTest leader = OperatorUnderTest.startBehind(proxy, replica("first"))) {
      Leadership.await("first");
      try (OperatorUnderTest other = OperatorUnderTest.start(replica("second"))) {
        comeToAllPoints();

        leader.freeze();
        assertOneStartEach();
        Leadership.await("second");
        assertTooLate(
            () -> {
              proxy.release();
              leader.thaw();
              assertThat(leader.awaitEnd(Duration.ofSeconds(45))).isEqualTo(1);
            });
        assertThat(other.alive()).isTrue();
      }
    }
  }

  private String[] replica(String identity) {
    return new String[] {
      "--leader-election", "true", "--identity", identity, "--watch-namespaces", fleet.namespace()
    };
  }

  private void comeToAllPoints() {
    Map<KillPoint, BooleanSupplier> reached = new EnumMap<>(KillPoint.class);
    for (KillPoint point : KillPoint.values()) {
      reached.put(point, point.prepare(fleet, proxy));
    }
    within(
        TO_ALL_POINTS,
        () ->
            assertThat(reached)
                .allSatisfy((point, there) -> assertThat(there.getAsBoolean()).isTrue()));
    assertThat(KillPoint.values())
        .allSatisfy(point -> assertThat(point.standsAsItShould(fleet)).isTrue());
  }

  private void assertOneStartEach() {
    fleet.awaitSuccess(KillPoint.values().length, TO_THE_END);
    SoftAssertions all = new SoftAssertions();
    for (KillPoint point : KillPoint.values()) {
      String name = point.label();
      all.assertThat(fleet.starts(name))
          .as("starts of %s", name)
          .extracting(Journal.Start::idempotencyKey)
          .containsExactly(Fleet.key(fleet.status(name)));
      all.assertThat(point.endingIn(fleet)).as(name).isEqualTo(point.ending());
      all.assertThat(fleet.locked(name)).as("lock of %s", name).isFalse();
    }
    all.assertAll();
  }

  /** What was sent before a death arrives after all is over: it changes nothing. */
  private void assertTooLate(Runnable arrival) {
    Map<String, String> versions = versions();
    List<String> begun = fleet.begun();

    arrival.run();

    assertOneStartEach();
    assertThat(versions()).isEqualTo(versions);
    assertThat(fleet.begun()).isEqualTo(begun);
  }

  /** Of the recoveries, by their names. */
  private Map<String, String> versions() {
    return fleet.recoveries().stream()
        .map(BackupRecovery::getMetadata)
        .collect(Collectors.toMap(ObjectMeta::getName, ObjectMeta::getResourceVersion));
  }
}
