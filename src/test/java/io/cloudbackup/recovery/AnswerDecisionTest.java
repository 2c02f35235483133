package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.KEY;
import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.PLAN;
import static io.cloudbackup.recovery.Observations.error;
import static io.cloudbackup.recovery.Observations.intent;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudError.Kind;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.recovery.AnswerDecision.Answer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerDecisionTest {
  private static final BackupRecoveryStatus INTENT =
      Observations.status(RecoveryPhase.Starting, intent(ME, "5"));

  @Test
  void shouldFollowOperationWhenAccepted() {
    BackupRecoveryStatus status =
        decide(false, new Answer.Accepted(CloudRecords.operation("operation-1")));

    assertThat(status.phase()).isEqualTo("Recovering");
    assertThat(status.operationId()).isEqualTo("operation-1");
    assertThat(status.taskId()).isNull();
    assertThat(status.startTime()).isEqualTo("2026-12-01T12:00:00Z");
    assertThat(status.progressPercent()).isZero();
    assertThat(status.plan()).isEqualTo(PLAN);
    assertThat(start(status).unsettled()).isFalse();
    assertThat(start(status).evidence()).isEqualTo(Start.OPERATION);
    assertThat(start(status).idempotencyKey()).isEqualTo(KEY);
    assertThat(start(status).knownTaskIds()).containsExactly("5");
    assertThat(start(status).holder()).isEqualTo(ME);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID, Failed, StartRefused",
    "NOT_FOUND, Pending, StartRefused",
    "FORBIDDEN, Pending, PermissionDenied",
    "THROTTLED, Pending, Throttled",
    "PRECONDITION, Pending, StartRefused",
    "UNAUTHENTICATED, Pending, AuthenticationFailed",
    "NO_TOKEN, Pending, AuthenticationFailed",
    "UNREACHABLE, Pending, EndpointUnreachable"
  })
  void shouldSettleWhenRefusedWithoutDoubt(Kind kind, String phase, String reason) {
    BackupRecoveryStatus status = decide(false, new Answer.NotAccepted(error(kind)));

    assertThat(status.phase()).isEqualTo(phase);
    assertThat(Condition.find(status.conditions(), Condition.READY))
        .hasValueSatisfying(c -> assertThat(c.reason()).isEqualTo(reason));
    assertThat(status.message()).contains("the cloud said so");
    assertThat(start(status).unsettled()).isFalse();
    assertThat(start(status).evidence()).isNull();
    assertThat(start(status).idempotencyKey()).isEqualTo(KEY);
    assertThat(start(status).attempts()).isEqualTo(1);
    assertThat(start(status).knownTaskIds()).containsExactly("5");
    assertThat(status.startTime()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "FORBIDDEN, 403, The cloud refused the start",
    "FORBIDDEN, 0, The start was not sent",
    "THROTTLED, 429, The cloud refused the start",
    "THROTTLED, 0, The start was not sent",
    "NO_TOKEN, 401, The start was not sent",
    "UNREACHABLE, 0, The start was not sent"
  })
  void shouldSayWhetherTheCloudWasAsked(Kind kind, int httpStatus, String words) {
    CloudError error = new CloudError(kind, httpStatus, "so it is", "", "Backup.startRecovery");

    BackupRecoveryStatus status = decide(false, new Answer.NotAccepted(error));

    String cure =
        kind == Kind.FORBIDDEN
            ? " Grant the service account backup.editor on folder folder-1."
            : "";
    assertThat(status.message()).isEqualTo(words + ": Backup.startRecovery: so it is." + cure);
  }

  @Test
  void shouldGiveTheReasonThatKeptItBack() {
    CloudError error =
        new CloudError(Kind.UNREACHABLE, 0, "not sent: no", "", "Some.call", "NotPermitted");

    BackupRecoveryStatus status = decide(false, new Answer.NotAccepted(error));

    assertThat(status.phase()).isEqualTo("Pending");
    assertThat(status.saysWhy("NotPermitted")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"LOST", "UNAVAILABLE", "GARBAGE", "ALREADY_EXISTS"})
  void shouldStayUnsettledWhenTheCloudMayHaveActed(Kind kind) {
    assertUnsettled(decide(false, new Answer.NotAccepted(error(kind))));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldStayUnsettledWhateverIsRefusedAfterDoubt(Kind kind) {
    assertUnsettled(decide(true, new Answer.NotAccepted(error(kind))));
  }

  @Test
  void shouldBelieveAcceptanceAfterDoubt() {
    BackupRecoveryStatus status =
        decide(true, new Answer.Accepted(CloudRecords.operation("operation-1")));

    assertThat(start(status).unsettled()).isFalse();
    assertThat(status.phase()).isEqualTo("Recovering");
  }

  private static void assertUnsettled(BackupRecoveryStatus status) {
    assertThat(status.phase()).isEqualTo("Starting");
    assertThat(status.start()).isEqualTo(INTENT.start());
    assertThat(start(status).unsettled()).isTrue();
    assertThat(status.message()).contains("the cloud said so");
  }

  private static BackupRecoveryStatus decide(boolean doubtBefore, Answer answer) {
    return AnswerDecision.decide(
        new StatusDraft(INTENT, 1L, null, NOW), INTENT, doubtBefore, "folder-1", answer);
  }

  private static Start start(BackupRecoveryStatus status) {
    return Objects.requireNonNull(status.start());
  }

  @Test
  void shouldNameTheRoleThatIsMissingAndTheFolder() {
    CloudError refusal = new CloudError(Kind.FORBIDDEN, 403, "No role", "", "Backup.startRecovery");

    BackupRecoveryStatus status = decide(false, new Answer.NotAccepted(refusal));

    assertThat(status.message())
        .isEqualTo(
            "The cloud refused the start: Backup.startRecovery: No role. Grant the service account"
                + " backup.editor on folder folder-1.");
  }

  @Test
  void shouldSayWhatToShowTheCloudsSupport() {
    CloudError refusal = new CloudError(Kind.PRECONDITION, 400, "busy", "request-9", "Some.call");

    BackupRecoveryStatus status = decide(false, new Answer.NotAccepted(refusal));

    assertThat(status.message()).contains("busy").contains("request-9");
  }
}
