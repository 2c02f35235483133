package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.BACKUP;
import static io.cloudbackup.recovery.Observations.FOLDER;
import static io.cloudbackup.recovery.Observations.KEY;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.error;
import static io.cloudbackup.recovery.Observations.intent;
import static io.cloudbackup.recovery.Observations.ready;
import static io.cloudbackup.recovery.Observations.spec;
import static io.cloudbackup.recovery.Observations.status;
import static io.cloudbackup.recovery.Observations.unsettled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.api.StartReplay;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.recovery.RecoveryAction.Claim;
import io.cloudbackup.recovery.RecoveryAction.Say;
import io.cloudbackup.recovery.RecoveryAction.Send;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettleDecisionTest {
  private static final Instant PAST_DEADLINE = Instant.parse("2026-12-01T18:00:01Z");

  @Test
  void shouldAdoptTheOneNewTask() {
    Say say = say(unsettled().tasks(CloudRecords.task(8)));

    Start start = start(say.status());
    assertThat(say.status().phase()).isEqualTo("Recovering");
    assertThat(say.status().taskId()).isEqualTo("8");
    assertThat(say.status().operationId()).isNull();
    assertThat(say.status().startTime()).isEqualTo("2026-12-01T12:00:00Z");
    assertThat(start.evidence()).isEqualTo(Start.TASK);
    assertThat(start.unsettled()).isFalse();
    assertThat(start.idempotencyKey()).isEqualTo(KEY);
  }

  @Test
  void shouldAdoptAtOnceAndEvenWhenItHasEndedAlready() {
    assertThat(
            say(unsettled().unsettledFor(Duration.ZERO).tasks(CloudRecords.task(8).completed("OK")))
                .status()
                .phase())
        .isEqualTo("Recovering");
  }

  @Test
  void shouldAskPersonWhenTwoTasksAreNew() {
    Say say = say(unsettled().tasks(CloudRecords.task(8), CloudRecords.task(9)));

    assertAsked(say, "SeveralCandidates");
    assertThat(say.status().message()).contains("8").contains("9").contains(KEY + "=adopt:");
  }

  @Test
  void shouldTakeATaskThatIsListedTwiceForOne() {
    Say say = say(unsettled().tasks(CloudRecords.task(8), CloudRecords.task(8).completed("OK")));

    assertThat(say.status().phase()).isEqualTo("Recovering");
    assertThat(say.status().taskId()).isEqualTo("8");
  }

  static Stream<Observations> shouldAdoptNothingThatIsNotThisRecoverys() {
    return Stream.of(
        unsettled().before(status(RecoveryPhase.Starting, intent(ME, "8"))).tasks(done(8)),
        unsettled().claimed("8").tasks(done(8)),
        unsettled().tasks(CloudRecords.task(8).type(Task.BACKUP)),
        unsettled().tasks());
  }

  @ParameterizedTest
  @MethodSource
  void shouldAdoptNothingThatIsNotThisRecoverys(Observations seen) {
    assertThat(say(seen.unsettledFor(Duration.ZERO)).status().phase()).isEqualTo("Starting");
    assertThat(seen.unsettledFor(Duration.ofMinutes(1)).decide()).isInstanceOf(Send.class);
  }

  @Test
  void shouldAdoptTheOneThatIsLeftWhenOthersAreKnownOrClaimed() {
    Say say =
        say(
            unsettled()
                .before(status(RecoveryPhase.Starting, intent(ME, "8")))
                .claimed("9")
                .tasks(done(8), done(9), CloudRecords.task(10)));

    assertThat(say.status().taskId()).isEqualTo("10");
  }

  @Test
  void shouldAskPersonWhenTheKnownTasksDidNotFit() {
    // An old task that was cut off the list of those known before would pass for a new one.
    String[] known = LongStream.rangeClosed(2, 65).mapToObj(Long::toString).toArray(String[]::new);
    Observations seen =
        unsettled().before(status(RecoveryPhase.Starting, intent(ME, known))).tasks(done(1));

    assertThat(say(seen).status().phase()).isEqualTo("StartUnknown");
  }

  @ParameterizedTest
  @CsvSource({
    "replica-a, 29, false",
    "replica-a, 30, true",
    "replica-b, 69, false",
    "replica-b, 70, true"
  })
  void shouldSendAgainOnlyAfterGracePeriod(String holder, int seconds, boolean sends) {
    // Grace is 30 s; somebody else's send may still be under way for 5 s, 5 s and 30 s more.
    RecoveryAction action =
        unsettled()
            .before(status(RecoveryPhase.Starting, intent(holder)))
            .unsettledFor(Duration.ofSeconds(seconds))
            .decide();

    assertThat(action).isInstanceOf(sends ? Send.class : Say.class);
  }

  @Test
  void shouldKeepKeyAndTheRestOfTheIntentWhenSentAgain() {
    Send send =
        send(
            unsettled()
                .before(status(RecoveryPhase.Starting, intent("replica-b", "3")))
                .unsettledFor(Duration.ofMinutes(2))
                .tasks(done(3)));

    assertThat(start(send.intent()))
        .isEqualTo(
            new Start(
                KEY,
                2,
                true,
                "2026-12-01T11:59:00Z",
                "2026-12-01T12:00:00Z",
                ME,
                List.of("3"),
                null));
    assertThat(send.plan()).isEqualTo(new Plans.Pinned("backup-1", MACHINE));
    assertThat(send.intent().phase()).isEqualTo("Starting");
  }

  @ParameterizedTest
  @CsvSource({"9m59s, true", "10m0s, false"})
  void shouldSendAgainOnlyInsideTheWindow(String sinceFirstSend, boolean sends) {
    Instant first = Instant.parse("2026-12-01T11:59:00Z");
    Observations seen = unsettled().now(first.plus(Rfc3339.duration(sinceFirstSend)));

    if (sends) {
      assertThat(send(seen).intent().phase()).isEqualTo("Starting");
    } else {
      assertAsked(say(seen), "NothingFound");
    }
  }

  @Test
  void shouldAskPersonWhenFolderForbidsReplaysOrCannotBeUsed() {
    assertAsked(say(unsettled().policy(StartReplay.Never, "30s", "10m")), "NothingFound");
    assertAsked(say(unsettled().policy(StartReplay.WithinWindow, "30s", "0s")), "NothingFound");
    assertAsked(
        say(unsettled().folder(new FolderUse.Unusable("NotPermitted", "no grant"))),
        "NothingFound");
  }

  @Test
  void shouldAskPersonWhenNobodyKnowsWhenItWasSentFirst() {
    Start start = new Start(KEY, 1, true, null, null, ME, List.of(), null);

    assertAsked(say(unsettled().before(status(RecoveryPhase.Starting, start))), "NothingFound");
  }

  static Stream<Arguments> shouldWaitInsteadOfSendingAgain() {
    return Stream.of(
        arguments("backup out of sight", unsettled().backup(new Lookup.Absent<>())),
        arguments("paused", unsettled().paused()),
        arguments("approval", unsettled().spec(spec(Approval.Manual, null, null, null))),
        arguments("other approval", unsettled().spec(spec(Approval.Manual, "x", null, null))),
        arguments("unclear goal", unsettled().goal(new Goal.Unclear("ResourceNotFound", "none"))),
        arguments("other goal", unsettled().goal(new Goal.Clear("machine-2"))),
        arguments("offline", unsettled().target(target().offline())),
        arguments("backing up", unsettled().target(target().status("BACKUPING"))),
        arguments("recovering", unsettled().target(target().status("RECOVERING"))),
        arguments("other folder", unsettled().target(target().inFolder("folder-2"))),
        arguments("target unknown", unsettled().target(new Lookup.Absent<>())),
        arguments("target not asked", unsettled().target(new Lookup.NotAsked<>())),
        arguments(
            "target fails",
            unsettled().target(new Lookup.Failed<>(error(CloudError.Kind.UNAVAILABLE)))),
        arguments(
            "backup fails", unsettled().backup(new Lookup.Failed<>(error(CloudError.Kind.LOST)))),
        arguments("another recovery runs", unsettled().claimed("8").tasks(CloudRecords.task(8))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldWaitInsteadOfSendingAgain(String what, Observations seen) {
    Say say = say(seen);

    assertThat(say.status().phase()).as(what).isEqualTo("Starting");
    assertThat(say.status().start()).isEqualTo(intent(ME));
    assertThat(say.next()).isPositive();
    assertAsked(say(seen.now(NOW.plusSeconds(600))), "NothingFound");
  }

  @Test
  void shouldSayThatNobodyKnowsWhoseRecoveryRuns() {
    assertThat(say(unsettled().target(target().status("RECOVERING"))).status().message())
        .contains("RECOVERING without a task");
  }

  @Test
  void shouldAskPersonWhenASecondLookDoesNotShowTheBackupEither() {
    Observations seen = unsettled().backup(new Lookup.Absent<>());
    BackupRecoveryStatus first = say(seen).status();

    assertThat(first.saysWhy("BackupNotFound")).isTrue();
    assertAsked(say(seen.before(first)), "NothingFound");
  }

  static Stream<Arguments> shouldAskPersonInsteadOfSendingAgain() {
    return Stream.of(
        arguments(
            "NothingFound",
            unsettled()
                .backup(
                    new Lookup.Found<>(
                        CloudRecords.backup("backup-1", "m", BACKUP.createdAt(), "", true)))),
        arguments(
            "PlanChanged",
            unsettled()
                .backup(new Lookup.Found<>(CloudRecords.backup("backup-2", "machine-0", NOW)))),
        arguments("PlanChanged", unsettled().target(target().resourceId("resource-2"))),
        arguments("LockLost", unsettled().lock(new LockView.Others("team/first", false, ""))),
        arguments("LockLost", unsettled().lock(new LockView.Others("team/first", true, ""))));
  }

  @ParameterizedTest
  @MethodSource
  void shouldAskPersonInsteadOfSendingAgain(String reason, Observations seen) {
    assertAsked(say(seen), reason);
  }

  @Test
  void shouldAskPersonInsteadOfExpiringWhenDeadlinePassed() {
    Start start =
        new Start(
            KEY, 1, true, "2026-12-01T17:59:00Z", "2026-12-01T17:59:00Z", ME, List.of(), null);

    assertAsked(
        say(unsettled().before(status(RecoveryPhase.Starting, start)).now(PAST_DEADLINE)),
        "NothingFound");
  }

  @Test
  void shouldClaimAgainWhenLockOrFinalizerWasLost() {
    Claim claim = new Claim(MACHINE);

    assertThat(unsettled().lock(new LockView.Free()).decide()).isEqualTo(claim);
    assertThat(unsettled().lock(new LockView.NotAsked()).decide()).isEqualTo(claim);
    assertThat(unsettled().held(false).decide()).isEqualTo(claim);
  }

  @Test
  void shouldConcludeNothingWhileTasksCannotBeListed() {
    Observations seen = unsettled().tasks(new Lookup.Failed<>(error(CloudError.Kind.UNAVAILABLE)));

    assertThat(say(seen).status().phase()).isEqualTo("Starting");
    assertThat(say(seen.unsettledFor(Duration.ofSeconds(629))).status().phase())
        .isEqualTo("Starting");
    assertAsked(say(seen.unsettledFor(Duration.ofSeconds(630))), "CloudNotAnswering");
  }

  @Test
  void shouldNotTakeMissingTaskListForAnEmptyOne() {
    assertThat(unsettled().tasks(new Lookup.Absent<>()).decide()).isInstanceOf(Say.class);
    assertThat(unsettled().tasks(new Lookup.NotAsked<>()).decide()).isInstanceOf(Say.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = RecoveryPhase.class,
      names = {"Pending", "AwaitingApproval", "Queued"})
  void shouldSettleFirstWhateverThePhaseSays(RecoveryPhase phase) {
    Observations seen = ready().before(status(phase, intent(ME))).unsettledFor(Duration.ZERO);

    assertThat(say(seen).status().phase()).isEqualTo("Starting");
    assertThat(say(seen.tasks(CloudRecords.task(8))).status().taskId()).isEqualTo("8");
  }

  private static void assertAsked(Say say, String reason) {
    assertThat(say.status().phase()).isEqualTo("StartUnknown");
    assertThat(Condition.find(say.status().conditions(), Condition.STALLED))
        .hasValueSatisfying(c -> assertThat(c.reason()).isEqualTo(reason));
    assertThat(start(say.status()).unsettled()).isTrue();
    assertThat(say.status().message()).contains("resolve-start");
    assertThat(say.next()).isNull();
  }

  private static CloudRecords.TaskRecord done(long id) {
    return CloudRecords.task(id).completed(Task.OK);
  }

  private static CloudRecords.MachineRecord target() {
    return CloudRecords.machine(MACHINE).inFolder(FOLDER);
  }

  private static Say say(Observations seen) {
    RecoveryAction action = seen.decide();
    assertThat(action).isInstanceOf(Say.class);
    return (Say) action;
  }

  private static Send send(Observations seen) {
    RecoveryAction action = seen.decide();
    assertThat(action).isInstanceOf(Send.class);
    return (Send) action;
  }

  private static Start start(BackupRecoveryStatus status) {
    return Objects.requireNonNull(status.start());
  }

  @Test
  void shouldAskWhenTheTaskMayBeAnotherRecoverys() {
    assertThat(say(unsettled().tasks(CloudRecords.task(8))).status().phase())
        .isEqualTo("Recovering");
    assertThat(say(unsettled().tasks(CloudRecords.task(8)).unseenTask()).status().phase())
        .isEqualTo("StartUnknown");
  }
}
