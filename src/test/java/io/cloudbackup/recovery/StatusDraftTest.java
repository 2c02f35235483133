package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.began;
import static io.cloudbackup.recovery.Observations.intent;
import static io.cloudbackup.recovery.Observations.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.RecoveryPhase;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusDraftTest {
  @ParameterizedTest
  @CsvSource({
    "Pending, Ready=False Reconciling=True Stalled=False Succeeded=Unknown",
    "AwaitingApproval, Ready=False Reconciling=True Stalled=False Succeeded=Unknown",
    "Queued, Ready=False Reconciling=True Stalled=False Succeeded=Unknown",
    "Starting, Ready=False Reconciling=True Stalled=False Succeeded=Unknown",
    "Recovering, Ready=False Reconciling=True Stalled=False Succeeded=Unknown",
    "StartUnknown, Ready=False Reconciling=False Stalled=True Succeeded=Unknown",
    "Succeeded, Ready=True Reconciling=False Stalled=False Succeeded=True",
    "Failed, Ready=False Reconciling=False Stalled=True Succeeded=False",
    "Expired, Ready=False Reconciling=False Stalled=True Succeeded=False",
    "OutcomeUnknown, Ready=False Reconciling=False Stalled=True Succeeded=Unknown"
  })
  void shouldSayEachPhaseByConditions(RecoveryPhase phase, String conditions) {
    BackupRecoveryStatus status =
        new StatusDraft(BackupRecoveryStatus.EMPTY, 7L, "nudge", NOW).in(phase, "Why", "message");

    assertThat(
            status.conditions().stream()
                .map(c -> c.type() + "=" + c.status())
                .collect(Collectors.joining(" ")))
        .isEqualTo(conditions);
    assertThat(status.conditions())
        .allSatisfy(
            c -> {
              assertThat(c.reason()).isEqualTo("Why");
              assertThat(c.observedGeneration()).isEqualTo(7);
              assertThat(c.lastTransitionTime()).isEqualTo("2026-12-01T12:00:00Z");
            });
    assertThat(status.phase()).isEqualTo(phase.name());
    assertThat(status.message()).isEqualTo("message");
    assertThat(status.observedGeneration()).isEqualTo(7);
    assertThat(status.lastHandledReconcileAt()).isEqualTo("nudge");
    assertThat(status.completionTime()).isEqualTo(phase.terminal() ? "2026-12-01T12:00:00Z" : null);
  }

  @Test
  void shouldKeepResultWithinTheLimitOfTheSchema() {
    BackupRecoveryStatus status =
        new StatusDraft(BackupRecoveryStatus.EMPTY, 1L, null, NOW)
            .result("R".repeat(10_000))
            .in(RecoveryPhase.Failed, "R", "m");

    assertThat(status.resultCode()).hasSize(64);
  }

  @Test
  void shouldKeepWhatItIsNotToldOtherwise() {
    BackupRecoveryStatus before = began("operation-1", "8", Start.OPERATION, "3");

    BackupRecoveryStatus after =
        new StatusDraft(before, 1L, null, NOW).in(RecoveryPhase.Recovering, "R", "m");

    assertThat(after)
        .usingRecursiveComparison()
        .ignoringFields("conditions", "message")
        .isEqualTo(before);
  }

  @Test
  void shouldRememberWhatShowsThatItBegan() {
    BackupRecoveryStatus after =
        new StatusDraft(status(RecoveryPhase.Starting, intent(ME, "3")), 1L, null, NOW)
            .began("operation-1", null, Start.OPERATION)
            .in(RecoveryPhase.Recovering, "R", "m");

    Start was = intent(ME, "3");
    assertThat(after.start())
        .isEqualTo(
            new Start(
                was.idempotencyKey(),
                was.attempts(),
                false,
                was.requestedTime(),
                was.lastSentTime(),
                was.holder(),
                was.knownTaskIds(),
                "Operation"));
    assertThat(after.startTime()).isEqualTo("2026-12-01T12:00:00Z");
    assertThat(after.lastProgressTime()).isEqualTo("2026-12-01T12:00:00Z");
    assertThat(after.progressPercent()).isZero();
  }

  /** It began at 11:59:00, a minute ago. */
  @ParameterizedTest
  @CsvSource({
    "50, 2026-12-01T12:01:00Z",
    "1, 2026-12-01T13:39:00Z",
    "99, 2026-12-01T12:00:00Z",
    "100,",
    "0,"
  })
  void shouldExpectTheEndBySlope(int percent, @Nullable String end) {
    BackupRecoveryStatus status =
        new StatusDraft(began("operation-1", null, Start.OPERATION), 1L, null, NOW)
            .progress(percent)
            .in(RecoveryPhase.Recovering, "R", "m");

    assertThat(status.progressPercent()).isEqualTo(percent);
    assertThat(status.estimatedCompletionTime()).isEqualTo(end);
    assertThat(status.lastProgressTime())
        .isEqualTo(percent == 0 ? "2026-12-01T11:59:00Z" : "2026-12-01T12:00:00Z");
  }

  @Test
  void shouldExpectNoEndOfWhatHasEnded() {
    BackupRecoveryStatus half =
        new StatusDraft(began("operation-1", null, Start.OPERATION), 1L, null, NOW)
            .progress(50)
            .in(RecoveryPhase.Recovering, "R", "m");

    BackupRecoveryStatus ended =
        new StatusDraft(half, 1L, null, NOW).result("OK").in(RecoveryPhase.Failed, "R", "m");

    assertThat(half.estimatedCompletionTime()).isNotNull();
    assertThat(ended.estimatedCompletionTime()).isNull();
    assertThat(ended.resultCode()).isEqualTo("OK");
    assertThat(ended.progressPercent()).isEqualTo(50);
  }

  @Test
  void shouldKeepTimeOfConditionThatStays() {
    BackupRecoveryStatus before =
        new StatusDraft(BackupRecoveryStatus.EMPTY, 1L, null, NOW)
            .in(RecoveryPhase.Pending, "One", "m");

    BackupRecoveryStatus after =
        new StatusDraft(before, 2L, null, NOW.plusSeconds(60))
            .in(RecoveryPhase.Succeeded, "Two", "m");

    assertThat(transition(after, "Stalled")).isEqualTo("2026-12-01T12:00:00Z");
    assertThat(transition(after, "Ready")).isEqualTo("2026-12-01T12:01:00Z");
  }

  @Test
  void shouldCutMessageToTheSchemasLimit() {
    BackupRecoveryStatus status =
        new StatusDraft(BackupRecoveryStatus.EMPTY, 1L, null, NOW)
            .in(RecoveryPhase.Pending, "R", "x".repeat(5000));

    assertThat(status.message()).hasSize(4096);
  }

  private static String transition(BackupRecoveryStatus status, String type) {
    return Condition.find(status.conditions(), type).orElseThrow().lastTransitionTime();
  }
}
