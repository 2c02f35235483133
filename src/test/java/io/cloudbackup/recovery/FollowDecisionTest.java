package io.cloudbackup.recovery;

import static io.cloudbackup.folder.CloudRecords.metadata;
import static io.cloudbackup.folder.CloudRecords.operation;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.began;
import static io.cloudbackup.recovery.Observations.error;
import static io.cloudbackup.recovery.Observations.recovering;
import static io.cloudbackup.recovery.Observations.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Condition;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.recovery.RecoveryAction.Say;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recovery began at 11:59:00, a minute ago. */
class FollowDecisionTest {
  private static final String OPERATION = "operation-1";
  private static final Operation.Status BROKEN = new Operation.Status(13, "disk is too small");

  static Stream<Arguments> shouldGoByTheOperation() {
    Operation.Metadata own = metadata("backup-1", MACHINE, 40);
    return Stream.of(
        arguments(operation(OPERATION), "Recovering", "being recovered"),
        arguments(operation(OPERATION, false, own, null), "Recovering", "being recovered"),
        arguments(operation(OPERATION, true, own, null), "Succeeded", "done"),
        arguments(operation(OPERATION, true, null, null), "Succeeded", "done"),
        arguments(operation(OPERATION, false, own, BROKEN), "Recovering", "disk is too small"),
        arguments(operation(OPERATION, true, own, BROKEN), "Failed", "disk is too small"),
        arguments(
            operation(OPERATION, true, own, new Operation.Status(13, "")), "Failed", "code 13"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldGoByTheOperation(Operation operation, String phase, String message) {
    Say say = say(recovering().operation(new Lookup.Found<>(operation)));

    assertThat(say.status().phase()).isEqualTo(phase);
    assertThat(say.status().message()).contains(message);
    assertThat(say.next())
        .isEqualTo(phase.equals("Recovering") ? Duration.ofSeconds(5) : Duration.ZERO);
  }

  @Test
  void shouldBelieveTheOperationMoreThanTheTask() {
    Observations seen =
        recovering()
            .before(began(OPERATION, "8", Start.OPERATION))
            .tasks(CloudRecords.task(8).completed("ERROR").error("no"));

    assertThat(say(seen).status().phase()).isEqualTo("Recovering");
    assertThat(say(seen.operation(done(OPERATION))).status().phase()).isEqualTo("Succeeded");
    assertThat(say(seen.operation(done(OPERATION))).status().resultCode()).isEqualTo("ERROR");
  }

  @Test
  void shouldEndByCompletedTaskWhileTheOperationCannotBeAskedFor() {
    Observations seen =
        recovering().before(began(OPERATION, "8", Start.OPERATION)).operation(failed());

    Say running = say(seen.tasks(CloudRecords.task(8).progress(30, 100)));
    Say completed = say(seen.tasks(CloudRecords.task(8).completed("OK")));

    assertThat(running.status().phase()).isEqualTo("Recovering");
    assertThat(completed.status().phase()).isEqualTo("Succeeded");
  }

  static Stream<Operation.Metadata> shouldNotBelieveOperationOfAnotherRecovery() {
    return Stream.of(
        metadata("backup-2", MACHINE, 99),
        metadata("backup-1", "machine-2", 99),
        metadata("", "machine-2", 99));
  }

  @ParameterizedTest
  @MethodSource
  void shouldNotBelieveOperationOfAnotherRecovery(Operation.Metadata foreign) {
    Observations seen =
        recovering().operation(new Lookup.Found<>(operation(OPERATION, true, foreign, null)));

    Say unknown = secondLook(seen);
    Say byTask = say(seen.tasks(CloudRecords.task(8).progress(30, 100)));

    assertThat(unknown.status().phase()).isEqualTo("OutcomeUnknown");
    assertThat(unknown.status().progressPercent()).isZero();
    assertThat(byTask.status().phase()).isEqualTo("Recovering");
    assertThat(byTask.status().progressPercent()).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource({
    "OK, '', Succeeded, done",
    "WARNING, two files skipped, Succeeded, two files skipped",
    "ERROR, disk is too small, Failed, disk is too small",
    "ERROR, '', Failed, ERROR",
    "CANCELLED, '', Failed, CANCELLED",
    "ABANDONED, '', Failed, ABANDONED",
    "TIMEDOUT, '', Failed, TIMEDOUT",
    "'', disk is too small, Failed, disk is too small",
    "'', '', OutcomeUnknown, look at the machine",
    "NEWLY_INVENTED, '', OutcomeUnknown, NEWLY_INVENTED"
  })
  void shouldGoByTheTaskWhenOperationIsGone(
      String code, String error, String phase, String message) {
    Say say =
        say(
            recovering()
                .before(began(OPERATION, "8", Start.OPERATION))
                .operation(new Lookup.Absent<>())
                .tasks(CloudRecords.task(8).completed(code).error(error).progress(94, 100)));

    assertThat(say.status().phase()).isEqualTo(phase);
    assertThat(say.status().message()).contains(message);
    assertThat(say.status().resultCode()).isEqualTo(code.isEmpty() ? null : code);
    assertThat(say.status().progressPercent()).isEqualTo(phase.equals("Succeeded") ? 100 : 94);
    assertThat(say.status().completionTime()).isEqualTo("2026-12-01T12:00:00Z");
  }

  @Test
  void shouldGoOnWhileTheTaskRuns() {
    Say say =
        say(
            recovering()
                .before(began(null, "8", Start.TASK))
                .operation(new Lookup.NotAsked<>())
                .tasks(CloudRecords.task(8).progress(99, 100)));

    assertThat(say.status().phase()).isEqualTo("Recovering");
    assertThat(say.status().message()).contains("task 8");
    assertThat(say.status().progressPercent()).isEqualTo(99);
  }

  @Test
  void shouldRememberTheOneNewTaskAndNoOther() {
    CloudRecords.TaskRecord one = CloudRecords.task(8);
    CloudRecords.TaskRecord two = CloudRecords.task(9);

    assertThat(say(recovering().tasks(one)).status().taskId()).isEqualTo("8");
    assertThat(say(recovering().tasks(one, two)).status().taskId()).isNull();
    assertThat(say(recovering().tasks(one, two).claimed("9")).status().taskId()).isEqualTo("8");
    assertThat(
            say(recovering().before(began(OPERATION, null, Start.OPERATION, "8")).tasks(one))
                .status()
                .taskId())
        .isNull();
    assertThat(
            say(recovering().before(began(OPERATION, "8", Start.OPERATION)).tasks(one, two))
                .status()
                .taskId())
        .isEqualTo("8");
  }

  @Test
  void shouldTakeNoTaskForItsOwnWhileAnotherRecoveryMissesItsOwn() {
    Observations seen = recovering().tasks(CloudRecords.task(8).progress(30, 100)).unseenTask();

    assertThat(say(seen).status().taskId()).isNull();
    assertThat(say(seen).status().progressPercent()).isZero();
  }

  @Test
  void shouldTakeNoTaskForItsOwnWhenTheKnownOnesDidNotFit() {
    String[] known = LongStream.rangeClosed(2, 65).mapToObj(Long::toString).toArray(String[]::new);
    Observations seen =
        recovering()
            .before(began(OPERATION, null, Start.OPERATION, known))
            .operation(new Lookup.Absent<>())
            .tasks(CloudRecords.task(1).completed(Task.OK));

    assertThat(secondLook(seen).status().phase()).isEqualTo("OutcomeUnknown");
  }

  static Stream<Observations> shouldGoOnWhileTheCloudDoesNotAnswer() {
    return Stream.of(
        recovering().operation(failed()),
        recovering().operation(new Lookup.Absent<>()).tasks(failed()),
        recovering().operation(new Lookup.Absent<>()).target(failed()),
        recovering().operation(new Lookup.Absent<>()).target(new Lookup.NotAsked<>()));
  }

  @ParameterizedTest
  @MethodSource
  void shouldGoOnWhileTheCloudDoesNotAnswer(Observations seen) {
    Say say = say(seen);

    assertThat(say.status().phase()).isEqualTo("Recovering");
    assertThat(say.next()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldGoByTheMachineWhenOperationAndTaskAreGone() {
    Observations seen = recovering().operation(new Lookup.Absent<>());

    assertThat(say(seen.target(machine("RECOVERING", 70))).status().phase())
        .isEqualTo("Recovering");
    assertThat(say(seen.target(machine("RECOVERING", 70))).status().progressPercent())
        .isEqualTo(70);
    assertThat(say(seen.target(machine("BACKUPING", 7))).status().progressPercent()).isZero();
  }

  static Stream<Lookup<Resource>> shouldEndWhenEverythingIsGone() {
    return Stream.of(new Lookup.Found<>(machine("IDLE", 0).build()), new Lookup.Absent<>());
  }

  @ParameterizedTest
  @MethodSource
  void shouldEndWhenEverythingIsGone(Lookup<Resource> target) {
    Observations seen = recovering().operation(new Lookup.Absent<>()).target(target);

    assertThat(secondLook(seen).status().phase()).isEqualTo("OutcomeUnknown");
  }

  @ParameterizedTest
  @CsvSource({"2026-12-01T11:59:29Z, false", "2026-12-01T11:59:30Z, true"})
  void shouldGiveNewRecoveryTimeToShow(Instant now, boolean outOfSight) {
    Observations seen = recovering().operation(new Lookup.Absent<>());

    assertThat(say(seen.now(now)).status().saysWhy("OutOfSight")).isEqualTo(outOfSight);
  }

  @Test
  void shouldGoOnWhenTheSecondLookShowsItAgain() {
    Observations seen = recovering().operation(new Lookup.Absent<>());
    BackupRecoveryStatus outOfSight = say(seen).status();

    Say again = say(seen.before(outOfSight).tasks(CloudRecords.task(8).progress(30, 100)));

    assertThat(again.status().phase()).isEqualTo("Recovering");
    assertThat(again.status().saysWhy("OutOfSight")).isFalse();
  }

  /** What it says where the first look shows nothing, and the second the same. */
  private static Say secondLook(Observations seen) {
    Say first = say(seen);
    assertThat(first.status().phase()).isEqualTo("Recovering");
    assertThat(first.status().saysWhy("OutOfSight")).isTrue();
    return say(seen.before(first.status()));
  }

  @Test
  void shouldNotTakeAnotherTaskWhenItsOwnIsGone() {
    Observations seen =
        recovering()
            .before(began(OPERATION, "8", Start.OPERATION))
            .operation(new Lookup.Absent<>())
            .tasks(CloudRecords.task(9).completed(Task.OK));

    assertThat(secondLook(seen).status().phase()).isEqualTo("OutcomeUnknown");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T12:03:59Z, Recovering, Recovering",
    "2026-12-01T12:04:00Z, OutcomeUnknown, FollowTimeout"
  })
  void shouldStopFollowingAfterTimeout(Instant now, String phase, String reason) {
    Say say = say(recovering().spec(spec(Approval.Automatic, null, "5m", null)).now(now));

    assertThat(say.status().phase()).isEqualTo(phase);
    assertThat(Condition.find(say.status().conditions(), "Succeeded"))
        .hasValueSatisfying(
            c -> {
              assertThat(c.status()).isEqualTo("Unknown");
              assertThat(c.reason()).isEqualTo(reason);
            });
  }

  @Test
  void shouldTakeTheEndRatherThanTheTimeout() {
    Say say =
        say(
            recovering()
                .spec(spec(Approval.Automatic, null, "5m", null))
                .now(Instant.parse("2026-12-02T12:00:00Z"))
                .operation(done(OPERATION)));

    assertThat(say.status().phase()).isEqualTo("Succeeded");
  }

  static Stream<Arguments> shouldTellHowFarItIs() {
    return Stream.of(
        arguments("task", task(30, 100), 55.0, 70, 30),
        arguments("task in bytes", task(1L << 40, 1L << 42), 55.0, 70, 25),
        arguments("task beyond", task(300, 100), 0.0, 0, 100),
        arguments("operation", CloudRecords.task(8), 55.9, 70, 55),
        arguments("operation's end", CloudRecords.task(8), 100.0, 70, 100),
        // 0.55 may mean 55 % or half a percent: nobody documents it, so the machine tells.
        arguments("operation to 1", CloudRecords.task(8), 0.55, 70, 70),
        arguments("operation at 1", CloudRecords.task(8), 1.0, 70, 70),
        arguments("operation's nonsense", CloudRecords.task(8), 555.0, 70, 70),
        arguments("operation below 0", CloudRecords.task(8), -1.0, 70, 70),
        arguments("machine beyond", CloudRecords.task(8), 0.0, 700, 100));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldTellHowFarItIs(
      String what, CloudRecords.TaskRecord task, double operation, long machine, int percent) {
    Say say =
        say(
            recovering()
                .operation(
                    new Lookup.Found<>(
                        operation(OPERATION, false, metadata("", "", operation), null)))
                .tasks(task)
                .target(machine("RECOVERING", machine)));

    assertThat(say.status().progressPercent()).as(what).isEqualTo(percent);
  }

  @Test
  void shouldKeepStatusWhenNothingMoved() {
    Observations seen = recovering();
    Say first = say(seen);

    Say second = say(seen.before(first.status()).now(Observations.NOW.plusSeconds(5)));

    assertThat(second.status()).isEqualTo(first.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Pending", "Queued", "Starting", "Verifying"})
  void shouldFollowWhatBeganWhateverThePhaseSays(String phase) {
    var began = began(OPERATION, null, Start.OPERATION);
    var before =
        new BackupRecoveryStatus(
            1L,
            null,
            began.conditions(),
            phase,
            "",
            began.plan(),
            began.start(),
            OPERATION,
            null,
            0,
            null,
            null,
            began.startTime(),
            null,
            null);

    assertThat(say(recovering().before(before)).status().phase()).isEqualTo("Recovering");
    assertThat(say(recovering().before(before).operation(done(OPERATION))).status().phase())
        .isEqualTo("Succeeded");
  }

  private static CloudRecords.TaskRecord task(long current, long total) {
    return CloudRecords.task(8).progress(current, total);
  }

  private static CloudRecords.MachineRecord machine(String status, long progress) {
    return CloudRecords.machine(MACHINE).status(status).progress(progress);
  }

  private static Lookup<Operation> done(@Nullable String id) {
    return new Lookup.Found<>(operation(String.valueOf(id), true, null, null));
  }

  private static <T> Lookup<T> failed() {
    return new Lookup.Failed<>(error(CloudError.Kind.UNAVAILABLE));
  }

  private static Say say(Observations seen) {
    RecoveryAction action = seen.decide();
    assertThat(action).isInstanceOf(Say.class);
    return (Say) action;
  }

  @Test
  void shouldSayWhenNothingMoves() {
    Observations seen = recovering().now(NOW.plusSeconds(539));

    assertThat(say(seen).status().message()).doesNotContain("No progress");
    Say stuck = say(seen.now(NOW.plusSeconds(540)));
    assertThat(stuck.status().phase()).isEqualTo("Recovering");
    assertThat(stuck.status().message()).contains("No progress since 2026-12-01T11:59:00Z");
    assertThat(
            io.cloudbackup.api.Condition.find(stuck.status().conditions(), "Ready").orElseThrow())
        .satisfies(ready -> assertThat(ready.reason()).isEqualTo("NoProgress"));
    assertThat(stuck.next()).as("it goes on to be followed").isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldWriteProgressAtMostEveryTwoSeconds() {
    Observations seen =
        recovering().tasks(CloudRecords.task(8).progress(40, 100)).now(NOW.minusSeconds(58));

    assertThat(say(seen).status().progressPercent()).isZero();
    assertThat(say(seen.now(NOW.minusSeconds(57))).status().progressPercent()).isEqualTo(40);
    assertThat(say(seen.now(NOW.minusSeconds(90))).status().progressPercent())
        .as("the clock went back")
        .isEqualTo(40);
  }

  @Test
  void shouldNotTakeAnEarlierRecoverysTask() {
    Operation began =
        new Operation(OPERATION, "", NOW.minusSeconds(60), "", null, false, null, null);
    Observations seen = recovering().operation(new Lookup.Found<>(began));

    assertThat(
            say(seen.tasks(CloudRecords.task(8).enqueued(NOW.minusSeconds(90)))).status().taskId())
        .isNull();
    assertThat(
            say(seen.tasks(CloudRecords.task(8).enqueued(NOW.minusSeconds(59)))).status().taskId())
        .isEqualTo("8");
  }
}
