package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.CREATED;
import static io.cloudbackup.recovery.Observations.FOLDER;
import static io.cloudbackup.recovery.Observations.KEY;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.PLAN;
import static io.cloudbackup.recovery.Observations.UID;
import static io.cloudbackup.recovery.Observations.ready;
import static io.cloudbackup.recovery.Observations.spec;
import static io.cloudbackup.recovery.Observations.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.recovery.RecoveryAction.BreakLock;
import io.cloudbackup.recovery.RecoveryAction.Claim;
import io.cloudbackup.recovery.RecoveryAction.Say;
import io.cloudbackup.recovery.RecoveryAction.Send;
import io.cloudbackup.recovery.RecoveryAction.Unlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StartDecisionTest {
  private static final LockView FREE = new LockView.Free();
  private static final LockView BUSY = new LockView.Others("team/first", false, "");
  private static final LockView LEFT = new LockView.Others("team/first", true, "");

  @Test
  void shouldAnnounceThenSendWhenEverythingIsReady() {
    Send send = send(ready().tasks(done(7), done(3), backupTask(4)));

    Start intent = start(send.intent());
    assertThat(send.intent().phase()).isEqualTo("Starting");
    assertThat(send.intent().plan()).isEqualTo(PLAN);
    assertThat(send.plan()).isEqualTo(new Plans.Pinned("backup-1", MACHINE));
    assertThat(intent)
        .isEqualTo(
            new Start(
                KEY,
                1,
                true,
                "2026-12-01T12:00:00Z",
                "2026-12-01T12:00:00Z",
                ME,
                List.of("7", "3"),
                null));
  }

  @ParameterizedTest
  @CsvSource({"Pending", "AwaitingApproval", "Queued", "Starting"})
  void shouldSendFromEveryPhaseBeforeTheStart(RecoveryPhase phase) {
    assertThat(send(ready().before(status(phase, null))).intent().phase()).isEqualTo("Starting");
  }

  @Test
  void shouldSendSameKeyAgainWhenStatusWasLost() {
    Start first = start(send(ready()).intent());
    Start afterLoss = start(send(ready().before(BackupRecoveryStatus.EMPTY)).intent());

    assertThat(afterLoss.idempotencyKey()).isEqualTo(first.idempotencyKey()).isEqualTo(KEY);
  }

  static Stream<Arguments> shouldTakeOneStepTowardTheSend() {
    return Stream.of(
        arguments(ready().lock(FREE).held(false), new Claim(MACHINE)),
        arguments(ready().lock(new LockView.NotAsked()).held(false), new Claim(MACHINE)),
        arguments(ready().lock(FREE), new Claim(MACHINE)),
        arguments(ready().held(false), new Claim(MACHINE)),
        arguments(ready().lock(LEFT), new BreakLock(MACHINE)),
        arguments(ready().paused(), new Unlock(MACHINE, "1")),
        arguments(
            ready().target(CloudRecords.machine(MACHINE).inFolder(FOLDER).offline()),
            new Unlock(MACHINE, "1")));
  }

  @ParameterizedTest
  @MethodSource
  void shouldTakeOneStepTowardTheSend(Observations seen, RecoveryAction expected) {
    assertThat(seen.decide()).isEqualTo(expected);
  }

  @Test
  void shouldQueueWhileAnotherRecoveryHoldsTheLock() {
    Say say = say(ready().lock(BUSY));

    assertThat(say.status().phase()).isEqualTo("Queued");
    assertThat(reason(say)).isEqualTo("Locked");
    assertThat(say.status().message()).contains("team/first");
    assertThat(say.next()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldNotBreakLockLeftBehindWhileTheMachineIsBusy() {
    Say busy =
        say(
            ready()
                .lock(LEFT)
                .target(CloudRecords.machine(MACHINE).inFolder(FOLDER).status("RECOVERING")));
    Say running = say(ready().lock(LEFT).tasks(CloudRecords.task(1)));

    assertThat(busy.status().phase()).isEqualTo("Queued");
    assertThat(running.status().phase()).isEqualTo("Queued");
  }

  @Test
  void shouldShowPlanWithoutTakingTheLockWhenApprovalIsMissing() {
    Say say = say(ready().lock(FREE).held(false).spec(spec(Approval.Manual, null, null, null)));

    assertThat(say.status().phase()).isEqualTo("AwaitingApproval");
    assertThat(say.status().plan()).isEqualTo(PLAN);
    assertThat(say.status().start()).isNull();
  }

  @Test
  void shouldExpireForGoodWhenDeadlinePassed() {
    Say say = say(ready().lock(FREE).now(Instant.parse("2026-12-01T18:00:01Z")));

    assertThat(say.status().phase()).isEqualTo("Expired");
    assertThat(say.status().completionTime()).isEqualTo("2026-12-01T18:00:01Z");
    assertThat(say.next()).as("what it holds is to be let go").isZero();
  }

  @Test
  void shouldAskPersonWhenAnUnclaimedTaskRecoveredTheMachineSinceCreation() {
    Say say = say(ready().tasks(done(9, CREATED.plusSeconds(60)), done(3)));

    assertThat(say.status().phase()).isEqualTo("StartUnknown");
    assertThat(reason(say)).isEqualTo("TargetRecoveredSinceCreation");
    assertThat(say.status().message())
        .contains("9")
        .contains(Keys.question(UID, "task 9") + "=adopt:");
    Start start = start(say.status());
    assertThat(start.idempotencyKey()).isEqualTo(Keys.question(UID, "task 9")).isNotEqualTo(KEY);
    assertThat(start.attempts()).isZero();
    assertThat(start.unsettled()).isFalse();
    assertThat(start.knownTaskIds()).containsExactly("9", "3");
    assertThat(say.next()).isNull();
  }

  static Stream<Arguments> shouldTellStrangersFromTheRest() {
    Instant skewed = CREATED.minus(Duration.ofMinutes(2));
    return Stream.of(
        arguments("unknown time", ready().tasks(done(9, null)), false),
        arguments("just inside the skew", ready().tasks(done(9, skewed.plusMillis(1))), false),
        arguments("just outside the skew", ready().tasks(done(9, skewed)), true),
        arguments("claimed", ready().tasks(done(9, NOW)).claimed("9"), true),
        arguments(
            "known since the refusal",
            ready().tasks(done(9, NOW)).before(refused(1, 600, "9")),
            true),
        arguments(
            "new since the refusal",
            ready().tasks(done(9, NOW)).before(refused(1, 600, "8")),
            false),
        arguments("no recovery", ready().tasks(backupTask(9)), true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldTellStrangersFromTheRest(String what, Observations seen, boolean sends) {
    RecoveryAction action = seen.decide();

    assertThat(action).as(what).isInstanceOf(sends ? Send.class : Say.class);
    if (action instanceof Say say) {
      assertThat(reason(say)).isEqualTo("TargetRecoveredSinceCreation");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 10", "3, 20", "6, 160", "7, 300", "40, 300"})
  void shouldPauseLongerAfterEachRefusal(int attempts, int pause) {
    Say early = say(ready().before(refused(attempts, pause - 1)));
    Start again = start(send(ready().before(refused(attempts, pause))).intent());

    assertThat(early.status()).isEqualTo(refused(attempts, pause - 1));
    assertThat(early.next()).isEqualTo(Duration.ofSeconds(1));
    assertThat(say(ready().before(refused(attempts, pause - 1)).nudge("now")))
        .as("a pause answers a request for a fresh look")
        .isEqualTo(new Say(refused(attempts, pause - 1).handled("now"), Duration.ofSeconds(1)));
    assertThat(again.attempts()).isEqualTo(attempts + 1);
    assertThat(again.idempotencyKey()).isEqualTo(KEY);
    assertThat(again.unsettled()).isTrue();
  }

  @Test
  void shouldNotWaitForTheClockWhenItWentBack() {
    assertThat(ready().before(refused(1, -86_400)).decide()).isInstanceOf(Send.class);
  }

  @Test
  void shouldSendNewKeyAfterRetry() {
    String second = Keys.idempotency(UID, 3);
    Start retry = new Start(second, 2, false, null, null, null, List.of("9"), null);

    Start intent =
        start(
            send(ready().before(status(RecoveryPhase.Pending, retry)).tasks(done(9, NOW)))
                .intent());

    assertThat(intent.idempotencyKey()).isEqualTo(second).isNotEqualTo(KEY);
    assertThat(intent.attempts()).isEqualTo(3);
  }

  @Test
  void shouldKeepNewestTasksWhenThereAreMoreThanTheStatusHolds() {
    CloudRecords.TaskRecord[] many =
        LongStream.rangeClosed(1, 70)
            .mapToObj(StartDecisionTest::done)
            .toArray(CloudRecords.TaskRecord[]::new);

    List<String> known = start(send(ready().tasks(many)).intent()).knownTaskIds();

    assertThat(known).hasSize(64).startsWith("70").endsWith("7");
  }

  private static BackupRecoveryStatus refused(int attempts, int secondsAgo, String... known) {
    String time = NOW.minusSeconds(secondsAgo).toString();
    return status(
        RecoveryPhase.Pending,
        new Start(KEY, attempts, false, time, time, ME, List.of(known), null));
  }

  private static CloudRecords.TaskRecord done(long id) {
    return done(id, CREATED.minusSeconds(86_400));
  }

  private static CloudRecords.TaskRecord done(long id, @Nullable Instant enqueued) {
    return CloudRecords.task(id).completed(Task.OK).enqueued(enqueued);
  }

  private static CloudRecords.TaskRecord backupTask(long id) {
    return CloudRecords.task(id).type(Task.BACKUP).completed(Task.OK).enqueued(NOW);
  }

  private static Send send(Observations seen) {
    RecoveryAction action = seen.decide();
    assertThat(action).asInstanceOf(type(Send.class)).isNotNull();
    return (Send) action;
  }

  private static Say say(Observations seen) {
    RecoveryAction action = seen.decide();
    if (action instanceof Unlock) {
      action = seen.lock(FREE).decide();
    }
    assertThat(action).isInstanceOf(Say.class);
    return (Say) action;
  }

  private static Start start(BackupRecoveryStatus status) {
    return Objects.requireNonNull(status.start());
  }

  private static String reason(Say say) {
    return Condition.find(say.status().conditions(), Condition.READY).orElseThrow().reason();
  }

  @Test
  void shouldAskPersonWhenItsStatusWasLost() {
    Say say = say(ready().sent());

    assertThat(say.status().phase()).isEqualTo("StartUnknown");
    assertThat(reason(say)).isEqualTo("StatusLost");
    assertThat(start(say.status()).unsettled()).as("nothing was sent that is known of").isFalse();
  }

  @Test
  void shouldAskTheCloudNothingWhileItWaitsForTheLock() {
    BackupRecoveryStatus queued = status(RecoveryPhase.Queued, null);
    LockView others = new LockView.Others("team/first", false, "");

    assertThat(StartDecision.behind(queued, others)).contains("team/first");
    assertThat(StartDecision.behind(queued, new LockView.Others("team/first", true, ""))).isEmpty();
    assertThat(StartDecision.behind(status(RecoveryPhase.Pending, null), others)).isEmpty();
    Observations seen =
        ready()
            .before(queued)
            .lock(others)
            .backup(new Lookup.NotAsked<>())
            .target(new Lookup.NotAsked<>());
    assertThat(say(seen).status().message()).contains("team/first", MACHINE);
    assertThat(say(seen.paused()).status().phase()).as("it may be paused").isEqualTo("Pending");
  }

  @Test
  void shouldWaitForWhatTheLocksLastHolderLeftBehind() {
    Observations seen = ready().lock(new LockView.Others("team/first", true, "operation-7"));

    Lookup<Operation> runs = new Lookup.Found<>(CloudRecords.operation("operation-7"));
    assertThat(say(seen.operation(runs)).status().message()).contains("operation-7", "team/first");
    assertThat(say(seen.operation(runs)).status().phase()).isEqualTo("Queued");
    Lookup<Operation> silent = new Lookup.Failed<>(Observations.error(CloudError.Kind.LOST));
    assertThat(say(seen.operation(silent)).status().phase()).isEqualTo("Queued");
    assertThat(seen.operation(new Lookup.Absent<>()).decide()).isEqualTo(new BreakLock(MACHINE));
    Lookup<Operation> done =
        new Lookup.Found<>(CloudRecords.operation("operation-7", true, null, null));
    assertThat(seen.operation(done).decide()).isEqualTo(new BreakLock(MACHINE));
  }
}
