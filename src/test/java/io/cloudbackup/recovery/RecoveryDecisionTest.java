package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.KEY;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.began;
import static io.cloudbackup.recovery.Observations.error;
import static io.cloudbackup.recovery.Observations.intent;
import static io.cloudbackup.recovery.Observations.ready;
import static io.cloudbackup.recovery.Observations.recovering;
import static io.cloudbackup.recovery.Observations.spec;
import static io.cloudbackup.recovery.Observations.startUnknown;
import static io.cloudbackup.recovery.Observations.status;
import static io.cloudbackup.recovery.Observations.unsettled;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.recovery.RecoveryAction.Release;
import io.cloudbackup.recovery.RecoveryAction.Remove;
import io.cloudbackup.recovery.RecoveryAction.Rest;
import io.cloudbackup.recovery.RecoveryAction.Say;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What has ended, and what is being deleted. */
class RecoveryDecisionTest {
  @ParameterizedTest
  @EnumSource(names = {"Succeeded", "Failed", "Expired", "OutcomeUnknown"})
  void shouldOnlyLetGoWhenItHasEnded(RecoveryPhase phase) {
    Observations ended = ready().before(status(phase, intent(ME)));

    assertThat(ended.decide()).isEqualTo(new Release(MACHINE, false, null));
    assertThat(ended.deleting().decide()).isEqualTo(new Release(MACHINE, false, null));
    assertThat(ended.held(false).decide()).isEqualTo(new Rest(null));
  }

  @ParameterizedTest
  @EnumSource(names = {"Succeeded", "Failed", "Expired", "OutcomeUnknown"})
  void shouldStayEndedWhateverHappens(RecoveryPhase phase) {
    Observations ended =
        ready()
            .before(status(phase, intent(ME)))
            .held(false)
            .tasks(CloudRecords.task(8))
            .resolution(KEY + "=retry");

    assertThat(ended.decide()).isEqualTo(new Rest(null));
  }

  @ParameterizedTest
  @EnumSource(names = {"Succeeded", "Failed", "Expired", "OutcomeUnknown", "StartUnknown"})
  void shouldAnswerRequestForFreshLookAndChangeNothingElse(RecoveryPhase phase) {
    var before = status(phase, intent(ME));
    Observations atRest =
        ready().before(before).held(phase == RecoveryPhase.StartUnknown).nudge("now");

    assertThat(atRest.decide()).isEqualTo(new Say(before.handled("now"), null));
    assertThat(atRest.before(before.handled("now")).decide()).isEqualTo(new Rest(null));
  }

  /** It ended at 11:00:00; its startDeadline is 18:00:00. */
  @ParameterizedTest
  @CsvSource({
    "1h, 2026-12-01T11:59:59Z, 21603",
    "1h, 2026-12-01T18:00:00Z, 2",
    "1h, 2026-12-01T18:00:01Z,",
    "0s, 2026-12-01T18:00:01Z,",
    "24h, 2026-12-01T18:00:01Z, 61200",
    "24h, 2026-12-02T10:59:59Z, 2",
    "24h, 2026-12-02T11:00:00Z,"
  })
  void shouldRemoveOnlyAfterTtlAndDeadline(String ttl, Instant now, @Nullable Integer seconds) {
    RecoveryAction action =
        ready()
            .before(status(RecoveryPhase.Succeeded, null))
            .held(false)
            .spec(spec(Approval.Automatic, null, null, ttl))
            .now(now)
            .decide();

    assertThat(action)
        .isEqualTo(seconds == null ? new Remove() : new Rest(Duration.ofSeconds(seconds)));
  }

  @Test
  void shouldRemoveNothingThatIsHeldOrDeletedOrWithoutTtl() {
    Observations ended =
        ready()
            .before(status(RecoveryPhase.Succeeded, null))
            .now(Instant.parse("2027-01-01T00:00:00Z"));

    assertThat(ended.held(false).decide()).isEqualTo(new Rest(null));
    ended.spec(spec(Approval.Automatic, null, null, "1h"));
    assertThat(ended.held(true).decide()).isEqualTo(new Release(MACHINE, false, null));
    assertThat(ended.held(false).deleting().decide()).isEqualTo(new Rest(null));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"Recovering", "StartUnknown"})
  void shouldGoSilentlyWhenDeletedAndNothingBegan(RecoveryPhase phase) {
    Observations deleted = ready().before(status(phase, null)).deleting();

    assertThat(deleted.lock(new LockView.Free()).decide())
        .isEqualTo(new Release(MACHINE, false, null));
  }

  @ParameterizedTest
  @EnumSource(names = {"Pending", "AwaitingApproval", "Queued", "Starting"})
  void shouldGiveBackLockThatIsOlderThanThePlanWhenDeleted(RecoveryPhase phase) {
    assertThat(ready().before(status(phase, null)).deleting().decide())
        .isEqualTo(new RecoveryAction.Unlock(Observations.MACHINE, "1"));
  }

  @ParameterizedTest
  @EnumSource(RecoveryPhase.class)
  void shouldRestWhenDeletedAndNotHeld(RecoveryPhase phase) {
    assertThat(ready().before(status(phase, intent(ME))).deleting().held(false).decide())
        .isEqualTo(new Rest(null));
  }

  @Test
  void shouldNameWhatGoesOnWhenDeletedWhileRecovering() {
    assertThat(recovering().deleting().decide())
        .isInstanceOfSatisfying(
            Release.class,
            release -> {
              assertThat(release.keepLock()).isTrue();
              assertThat(release.farewell()).contains("operation-1").contains("can't cancel");
            });
    assertThat(recovering().before(began(null, "8", Start.TASK)).deleting().decide())
        .isInstanceOfSatisfying(
            Release.class, release -> assertThat(release.farewell()).contains("task 8"));
  }

  @Test
  void shouldKeepLockWhenDeletedWhileNobodyKnows() {
    assertThat(startUnknown().deleting().decide())
        .isInstanceOfSatisfying(
            Release.class,
            release -> {
              assertThat(release.keepLock()).isTrue();
              assertThat(release.farewell()).contains("Look at the machine");
            });
  }

  @Test
  void shouldLookFirstWhenDeletedWithUnsettledStart() {
    Observations deleted = unsettled().deleting();

    assertThat(deleted.unsettledFor(Duration.ofSeconds(29)).decide())
        .isInstanceOfSatisfying(
            Say.class, say -> assertThat(say.status().phase()).isEqualTo("Starting"));
    assertThat(deleted.unsettledFor(Duration.ofSeconds(30)).decide())
        .isInstanceOfSatisfying(
            Release.class,
            release -> {
              assertThat(release.keepLock()).isTrue();
              assertThat(release.farewell()).contains(KEY).contains("Look at the machine's tasks");
            });
    assertThat(deleted.tasks(CloudRecords.task(8)).decide())
        .isInstanceOfSatisfying(
            Say.class, say -> assertThat(say.status().phase()).isEqualTo("Recovering"));
  }

  @Test
  void shouldSayNothingFalseWhenDeletedWithSeveralCandidates() {
    assertThat(unsettled().deleting().tasks(CloudRecords.task(8), CloudRecords.task(9)).decide())
        .isInstanceOfSatisfying(
            Release.class,
            release -> {
              assertThat(release.keepLock()).isTrue();
              assertThat(release.farewell()).contains(KEY).doesNotContain("no task");
            });
  }

  @Test
  void shouldNotWaitForeverWhenDeletedAndTheCloudDoesNotAnswer() {
    Observations deleted =
        unsettled()
            .deleting()
            .folder(new FolderUse.Unusable("FolderNotAvailable", "gone"))
            .tasks(new Lookup.Failed<>(error(CloudError.Kind.UNREACHABLE)));

    assertThat(deleted.unsettledFor(Duration.ofSeconds(29)).decide()).isInstanceOf(Say.class);
    assertThat(deleted.unsettledFor(Duration.ofSeconds(30)).decide()).isInstanceOf(Release.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"Pending", "AwaitingApproval", "Queued", "Starting"})
  void shouldKnowWhereItStandsFromItsStart(RecoveryPhase phase) {
    Start settled = new Start(KEY, 1, false, null, null, ME, List.of(), null);

    assertThat(RecoveryDecision.standing(status(phase, null))).isEqualTo(phase);
    assertThat(RecoveryDecision.standing(status(phase, settled))).isEqualTo(phase);
    assertThat(RecoveryDecision.standing(status(phase, intent(ME))))
        .isEqualTo(RecoveryPhase.Starting);
    assertThat(
            RecoveryDecision.standing(
                status(phase, began("operation-1", null, Start.OPERATION).start())))
        .isEqualTo(RecoveryPhase.Recovering);
  }

  @Test
  void shouldBeginAtPendingWhenNothingWasWritten() {
    assertThat(RecoveryDecision.standing(BackupRecoveryStatus.EMPTY))
        .isEqualTo(RecoveryPhase.Pending);
  }
}
