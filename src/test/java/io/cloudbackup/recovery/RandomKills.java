package io.cloudbackup.recovery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.OperatorUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Recoveries that come in, starts that go wrong, and an operator that is killed all the time. */
final class RandomKills {
  /** After the operator has started; it takes up at once what lies there. */
  private static final int LATEST_KILL_MILLIS = 3_000;

  private static final int STANDSTILL = 4;
  private static final int RESTART = 8;
  private static final Duration TO_THE_END = Duration.ofMinutes(5);

  /** How a start may go wrong. The empty ones go well. */
  private static final List<String> FAULTS =
      List.of(
          "",
          "",
          "",
          "kind: lostAnswer",
          "kind: closedConnection",
          "kind: status, code: 14, processed: true",
          "kind: status, code: 14",
          "kind: lateAnswer, delay: 1500ms",
          "kind: delay, delay: 1500ms");

  private final Fleet fleet;
  private final Random random;
  private int registered;
  private int recoveries;

  RandomKills(Fleet fleet, Random random) {
    this.fleet = fleet;
    this.random = random;
  }

  /**
   * What happened.
   *
   * @param sends what the cloud received to start a recovery
   * @param starts what really began
   */
  record Tally(int kills, int recoveries, int sends, int starts, int replays, int adoptions) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

    Tally plus(Tally more) {
      return new Tally(
          kills + more.kills,
          recoveries + more.recoveries,
          sends + more.sends,
          starts + more.starts,
          replays + more.replays,
          adoptions + more.adoptions);
    }

    @Override
    public String toString() {
      return "%d kills, %d recoveries, %d starts; %d sends, %d recoveries announced again, %d adopted"
          .formatted(kills, recoveries, starts, sends, replays, adoptions);
    }
  }

  /** Kills so often, and then lets everything come to its end. */
  Tally round(int kills) {
    for (int i = 0; i < kills; i++) {
      recoverSomething();
      try (OperatorUnderTest operator = startOperator()) {
        recoverSomething();
        kill(operator, i % 10);
      }
    }
    try (OperatorUnderTest last = startOperator()) {
      fleet.awaitSuccess(recoveries, TO_THE_END);
      assertThat(last.alive()).isTrue();
    }
    return tally(kills);
  }

  /** Once in ten times etcd stands still meanwhile, and once the API server dies too. */
  private void kill(OperatorUnderTest operator, int turn) {
    Duration moment = Duration.ofMillis(random.nextInt(LATEST_KILL_MILLIS));
    ControlPlane controlPlane = ControlPlane.shared();
    if (turn == STANDSTILL) {
      assertThat(operator.livesFor(moment)).isTrue();
      controlPlane.freezeEtcd();
      try {
        operator.killAfter(Duration.ofSeconds(2));
      } finally {
        controlPlane.thawEtcd();
      }
    } else {
      operator.killAfter(moment);
    }
    if (turn == RESTART) {
      controlPlane.restartApiServer();
    }
  }

  private OperatorUnderTest startOperator() {
    return OperatorUnderTest.start("--watch-namespaces", fleet.namespace());
  }

  /** On a machine of its own, or on one that may still have to do with another recovery. */
  private void recoverSomething() {
    if (registered == 0 || random.nextInt(3) > 0) {
      fleet.register(machine(++registered));
    }
    String machine = machine(1 + random.nextInt(registered));
    String fault = FAULTS.get(random.nextInt(FAULTS.size()));
    if (!fault.isEmpty()) {
      fleet.spoilStart(machine, fault);
    }
    fleet.recover("recovery-" + ++recoveries, machine);
  }

  private static String machine(int number) {
    return Integer.toString(number);
  }

  private Tally tally(int kills) {
    List<BackupRecovery> all = fleet.recoveries();
    Map<String, BackupRecoveryStatus> byKey = new HashMap<>();
    all.forEach(r -> byKey.put(Fleet.key(Fleet.statusOf(r)), Fleet.statusOf(r)));
    assertThat(byKey).as("each has a key of its own").hasSize(all.size()).hasSize(recoveries);
    List<Journal.Start> starts =
        machines().flatMap(machine -> fleet.starts(machine).stream()).toList();
    assertThat(starts)
        .as("one start of each key")
        .extracting(Journal.Start::idempotencyKey)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(byKey.keySet());
    assertThat(starts)
        .allSatisfy(
            start -> {
              Plan plan = requireNonNull(requireNonNull(byKey.get(start.idempotencyKey())).plan());
              assertThat(start.computeInstanceId()).isEqualTo(plan.computeInstanceId());
              assertThat(start.backupId()).isEqualTo(plan.backupId());
            });
    machines().forEach(this::assertOneAfterTheOther);
    machines().forEach(machine -> assertThat(fleet.locked(machine)).as(machine).isFalse());
    return new Tally(
        kills,
        all.size(),
        machines().mapToInt(machine -> fleet.sends(machine).size()).sum(),
        starts.size(),
        count(byKey, start -> start.attempts() > 1),
        count(byKey, start -> Start.TASK.equals(start.evidence())));
  }

  private static int count(Map<String, BackupRecoveryStatus> recoveries, Predicate<Start> what) {
    return Math.toIntExact(
        recoveries.values().stream().map(s -> requireNonNull(s.start())).filter(what).count());
  }

  private Stream<String> machines() {
    return IntStream.rangeClosed(1, registered).mapToObj(RandomKills::machine);
  }

  /** The cloud would have let a second recovery begin on a machine that is being recovered. */
  private void assertOneAfterTheOther(String machine) {
    List<Instant> began = fleet.starts(machine).stream().map(Journal.Start::time).sorted().toList();
    for (int i = 1; i < began.size(); i++) {
      assertThat(Duration.between(began.get(i - 1), began.get(i)))
          .as("between two starts on machine %s", machine)
          .isGreaterThanOrEqualTo(Fleet.RECOVERY);
    }
  }
}
