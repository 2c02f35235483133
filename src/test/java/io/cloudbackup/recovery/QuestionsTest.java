package io.cloudbackup.recovery;

import static io.cloudbackup.folder.CloudRecords.backup;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.TIMING;
import static io.cloudbackup.recovery.Observations.began;
import static io.cloudbackup.recovery.Observations.intent;
import static io.cloudbackup.recovery.Observations.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoverySpec.Latest;
import io.cloudbackup.api.BackupRecoverySpec.Source;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError.Kind;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.folder.FakeBackupApi;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuestionsTest {
  private static final String FOLDER = "folder-1";
  private static final String SOURCE = "machine-0";
  private static final Source BY_ID = new Source("backup-1", null);

  private static final Lookup<Operation> NONE = new Lookup.NotAsked<>();

  private final FakeBackupApi cloud = new FakeBackupApi();
  private long nanos;
  private final SteadyAnswers steady = new SteadyAnswers(() -> nanos, TIMING.sendBudget());

  @ParameterizedTest
  @EnumSource(names = {"Succeeded", "Failed", "Expired", "OutcomeUnknown"})
  void shouldAskNothingWhenItHasEnded(RecoveryPhase phase) {
    Questions questions = questions(phase, "operation-1", null);

    assertThat(questions.target(NONE)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.tasks(NONE)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.operation()).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.backup(BY_ID, null)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.asksForClaims(new Lookup.Found<>(List.of(tasks(1))), NOW)).isFalse();
    assertThat(cloud.calls()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"Pending", "AwaitingApproval", "Queued", "Starting"})
  void shouldAskForEverythingThatASendNeeds(RecoveryPhase phase) {
    cloud.has(CloudRecords.machine(MACHINE).build());
    cloud.has(MACHINE, tasks(5));
    cloud.has(FOLDER, backup("backup-1", SOURCE, NOW));
    Questions questions = questions(phase, null, null);

    assertThat(questions.target(NONE).found()).contains(CloudRecords.machine(MACHINE).build());
    assertThat(questions.tasks(NONE).found()).contains(List.of(tasks(5)));
    assertThat(questions.backup(BY_ID, null).found()).map(Backup::id).contains("backup-1");
    assertThat(questions.operation()).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.asksForClaims(questions.tasks(NONE), NOW)).isTrue();
  }

  @Test
  void shouldAskForNoBackupOnceItRuns() {
    cloud.has(CloudRecords.operation("operation-1"));

    assertThat(questions(RecoveryPhase.Recovering, "operation-1", "8").backup(BY_ID, null))
        .isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions(RecoveryPhase.Recovering, "operation-1", "8").operation().found())
        .contains(CloudRecords.operation("operation-1"));
  }

  @Test
  void shouldAskForClaimsOnlyWhereATaskMayBeItsOwn() {
    Lookup<List<Task>> two = new Lookup.Found<>(List.of(tasks(2)));
    Questions knowing =
        questions(status(RecoveryPhase.Starting, intent(ME, "1", "2")), "operation-1");

    assertThat(questions(RecoveryPhase.Recovering, null, null).asksForClaims(two, NOW)).isTrue();
    assertThat(questions(RecoveryPhase.Recovering, null, "8").asksForClaims(two, NOW)).isFalse();
    assertThat(knowing.asksForClaims(two, NOW)).isFalse();
    assertThat(knowing.asksForClaims(new Lookup.Found<>(List.of(tasks(3))), NOW)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"Pending", "AwaitingApproval", "Queued", "Starting", "Recovering"})
  void shouldAskForClaimsOfOldTasksOnlyOnceSomethingWasSent(RecoveryPhase phase) {
    Questions questions = questions(phase, null, null);
    boolean sent = phase == RecoveryPhase.Starting || phase == RecoveryPhase.Recovering;

    assertThat(questions.asksForClaims(enqueued(NOW.minusSeconds(3600)), NOW)).isEqualTo(sent);
    assertThat(questions.asksForClaims(enqueued(NOW.plusSeconds(1)), NOW)).isTrue();
    assertThat(questions.asksForClaims(enqueued(null), NOW)).as("of no known time").isTrue();
  }

  private static Lookup<List<Task>> enqueued(@Nullable Instant time) {
    return new Lookup.Found<>(List.of(CloudRecords.task(8).enqueued(time).build()));
  }

  @Test
  void shouldAskForTheOperationAloneWhileItShowsHowFarItIs() {
    Questions following = questions(RecoveryPhase.Recovering, "operation-1", "8");

    assertThat(following.tasks(running("backup-1", 42))).isInstanceOf(Lookup.NotAsked.class);
    assertThat(following.target(running("backup-1", 42))).isInstanceOf(Lookup.NotAsked.class);
    assertThat(cloud.calls()).isEmpty();
    // Up to 1 nobody knows the scale.
    assertThat(following.tasks(running("backup-1", 1))).isNotInstanceOf(Lookup.NotAsked.class);
    assertThat(following.target(running("backup-1", 1))).isInstanceOf(Lookup.NotAsked.class);
    // That of another recovery tells nothing.
    assertThat(following.tasks(running("backup-9", 42))).isNotInstanceOf(Lookup.NotAsked.class);
    assertThat(following.target(running("backup-9", 42))).isNotInstanceOf(Lookup.NotAsked.class);
    assertThat(following.tasks(NONE)).isNotInstanceOf(Lookup.NotAsked.class);
    assertThat(following.target(NONE)).isNotInstanceOf(Lookup.NotAsked.class);
  }

  @Test
  void shouldAskForTheTasksWhileItsOwnIsNotKnownOrTheOperationEnds() {
    Lookup<Operation> running = running("backup-1", 42);
    Lookup<Operation> done =
        new Lookup.Found<>(
            CloudRecords.operation(
                "operation-1", true, CloudRecords.metadata("backup-1", MACHINE, 100), null));

    assertThat(questions(RecoveryPhase.Recovering, "operation-1", null).tasks(running))
        .isNotInstanceOf(Lookup.NotAsked.class);
    assertThat(questions(RecoveryPhase.Recovering, "operation-1", "8").tasks(done))
        .isNotInstanceOf(Lookup.NotAsked.class);
  }

  private static Lookup<Operation> running(String backup, double percent) {
    return new Lookup.Found<>(
        CloudRecords.operation(
            "operation-1", false, CloudRecords.metadata(backup, MACHINE, percent), null));
  }

  @Test
  void shouldAskOnlyForTasksAndTheNamedOperationWhileAPersonIsAsked() {
    cloud.has(MACHINE, tasks(1));
    cloud.has(CloudRecords.operation("operation-9"));
    Questions questions = questions(RecoveryPhase.StartUnknown, "operation-9", null);

    assertThat(questions.target(NONE)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.backup(BY_ID, null)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.tasks(NONE).found()).isPresent();
    assertThat(questions.operation().found()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class)
  void shouldTellAbsentFromUnknown(Kind kind) {
    for (String call :
        List.of("Resource.get", "Resource.listTasks", "Backup.get", "Operation.get")) {
      cloud.fails(call, kind);
    }
    Questions questions = questions(RecoveryPhase.Starting, "operation-1", null);

    for (Lookup<?> lookup :
        List.of(
            questions.target(NONE),
            questions.tasks(NONE),
            questions.backup(BY_ID, null),
            questions.operation())) {
      assertThat(lookup)
          .isInstanceOf(kind == Kind.NOT_FOUND ? Lookup.Absent.class : Lookup.Failed.class);
    }
  }

  @Test
  void shouldFailWhenFolderHasNoConnection() {
    Questions questions =
        new Questions(
            null, "", status(RecoveryPhase.Starting, null), MACHINE, "operation-1", false, steady);

    assertThat(questions.tasks(NONE))
        .isInstanceOfSatisfying(
            Lookup.Failed.class,
            failed -> assertThat(failed.error().message()).contains("no connection"));
    assertThat(questions.operation()).isInstanceOf(Lookup.Failed.class);
  }

  @Test
  void shouldAskNothingAboutMachineThatIsUnclear() {
    Questions questions =
        new Questions(cloud, FOLDER, status(RecoveryPhase.Pending, null), "", null, false, steady);

    assertThat(questions.target(NONE)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.tasks(NONE)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(questions.backup(BY_ID, null)).isInstanceOf(Lookup.NotAsked.class);
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void shouldSelectNewestBackupOfAllPages() {
    history();

    assertThat(latest(new Latest(SOURCE, null, null, null))).isEqualTo("backup-4");
  }

  @Test
  void shouldSelectNewestBackupBeforeATime() {
    history();

    assertThat(latest(new Latest(SOURCE, null, "2026-12-01T12:00:03Z", null)))
        .isEqualTo("backup-2");
    assertThat(latest(new Latest(SOURCE, null, "2026-12-01T15:00:04+03:00", null)))
        .isEqualTo("backup-3");
    assertThat(latest(new Latest(SOURCE, null, "2026-12-01T12:00:01Z", null))).isNull();
  }

  @Test
  void shouldSelectNewestBackupOfAPolicy() {
    history();

    assertThat(latest(new Latest(SOURCE, null, null, "policy-2"))).isEqualTo("backup-2");
    assertThat(latest(new Latest(SOURCE, null, null, "policy-9"))).isNull();
  }

  @Test
  void shouldSelectTheSameOfTwoBackupsOfOneMoment() {
    cloud.has(FOLDER, backup("backup-b", SOURCE, NOW));
    cloud.has(FOLDER, backup("backup-a", SOURCE, NOW));

    assertThat(latest(new Latest(SOURCE, null, null, null))).isEqualTo("backup-b");
  }

  @Test
  void shouldFindBackupsOfItsOwnFolderOnly() {
    cloud.has("folder-2", backup("backup-1", SOURCE, NOW));
    Questions questions = questions(RecoveryPhase.Pending, null, null);

    assertThat(questions.backup(BY_ID, null)).isInstanceOf(Lookup.Absent.class);
    assertThat(questions.backup(new Source(null, new Latest(SOURCE, null, null, null)), SOURCE))
        .isInstanceOf(Lookup.Absent.class);
  }

  @Test
  void shouldNotSelectWhileBackupsCannotBeListed() {
    cloud.fails("Backup.list", Kind.UNAVAILABLE);
    Questions questions = questions(RecoveryPhase.Pending, null, null);
    Source latest = new Source(null, new Latest(SOURCE, null, null, null));

    assertThat(questions.backup(latest, SOURCE)).isInstanceOf(Lookup.Failed.class);
    assertThat(questions.backup(latest, null)).isInstanceOf(Lookup.NotAsked.class);
  }

  @Test
  void shouldCountNewerBackupsThatExist() {
    history();
    Questions questions = questions(RecoveryPhase.Pending, null, null);

    assertThat(questions.newerThan(new Lookup.Found<>(at(1)))).isEqualTo(3);
    List<String> calls = cloud.calls();
    assertThat(questions.newerThan(new Lookup.Found<>(at(4)))).isZero();
    assertThat(cloud.calls()).as("listed once").isEqualTo(calls);
    assertThat(questions.newerThan(new Lookup.Absent<>())).isNull();
    assertThat(questions.newerThan(new Lookup.Found<>(backup("b", SOURCE, null)))).isNull();
    assertThat(questions.newerThan(new Lookup.Found<>(backup("b", "", NOW)))).isNull();
    cloud.fails("Backup.list", Kind.UNAVAILABLE);
    nanos += TIMING.sendBudget().toNanos() - 1;
    assertThat(questions.newerThan(new Lookup.Found<>(at(1)))).as("young").isEqualTo(3);
    nanos++;
    Questions later = questions(RecoveryPhase.Pending, null, null);
    assertThat(later.newerThan(new Lookup.Found<>(at(1)))).isNull();
  }

  @ParameterizedTest
  @EnumSource(RecoveryPhase.class)
  void shouldStayWithTheMachineThatWasStartedOn(RecoveryPhase phase) {
    BackupRecoveryStatus before = status(phase, phase.terminal() ? null : intent(ME));
    Goal moved = new Goal.Clear("machine-2");

    assertThat(Questions.machine(before, moved))
        .isEqualTo(phase.terminal() ? "machine-2" : MACHINE);
    assertThat(Questions.machine(before, new Goal.Unclear("", ""))).isEqualTo(MACHINE);
  }

  @Test
  void shouldGoToTheMachineThatIsMeantWhileNothingWasStarted() {
    Start refused = new Start("key", 1, false, null, null, ME, List.of(), null);
    Goal moved = new Goal.Clear("machine-2");

    assertThat(Questions.machine(status(RecoveryPhase.Pending, refused), moved))
        .isEqualTo("machine-2");
    assertThat(Questions.machine(status(RecoveryPhase.Queued, null), moved)).isEqualTo("machine-2");
    assertThat(Questions.machine(BackupRecoveryStatus.EMPTY, moved)).isEqualTo("machine-2");
    assertThat(Questions.machine(BackupRecoveryStatus.EMPTY, new Goal.Unclear("", ""))).isEmpty();
  }

  /** Four backups, a second apart; the newest two records are a deleted one and a timeless one. */
  private void history() {
    cloud.has(FOLDER, at(1));
    cloud.has(FOLDER, at(4));
    cloud.has(FOLDER, at(2));
    cloud.has(FOLDER, at(3));
    cloud.has(FOLDER, backup("backup-5", SOURCE, NOW.plusSeconds(5), "policy-1", true));
    cloud.has(FOLDER, backup("backup-6", SOURCE, null));
  }

  private static Backup at(int second) {
    return backup(
        "backup-" + second,
        SOURCE,
        NOW.plusSeconds(second),
        second == 2 ? "policy-2" : "policy-1",
        false);
  }

  private @Nullable String latest(Latest latest) {
    Lookup<Backup> found =
        questions(RecoveryPhase.Pending, null, null).backup(new Source(null, latest), SOURCE);
    if (found instanceof Lookup.Absent<Backup>) {
      return null;
    }
    return found.found().orElseThrow().id();
  }

  private Questions questions(
      RecoveryPhase phase, @Nullable String operation, @Nullable String task) {
    BackupRecoveryStatus before =
        task == null ? status(phase, null) : began("operation-1", task, Start.OPERATION);
    return questions(before, operation);
  }

  private Questions questions(BackupRecoveryStatus before, @Nullable String operation) {
    return new Questions(cloud, FOLDER, before, MACHINE, operation, false, steady);
  }

  private static Task[] tasks(int count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(id -> CloudRecords.task(id).build())
        .toArray(Task[]::new);
  }
}
