package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {
  private static BackupRecoveryStatus status(String phase) {
    String json =
        "{\"phase\":\"%s\",\"message\":\"Because.\",\"plan\":{\"hash\":\"sha256:1\"}}"
            .formatted(phase);
    try {
      return new JsonMapper().readValue(json, BackupRecoveryStatus.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Succeeded, 0",
    "Failed, 10",
    "Expired, 11",
    "OutcomeUnknown, 12",
    "StartUnknown, 13"
  })
  void shouldEndWithACodeOfItsOwn(String phase, int code) {
    assertThat(Outcome.ended(status(phase), "sha256:1")).isTrue();
    assertThat(Outcome.of(status(phase), "sha256:1").number()).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource(
      value = RecoveryPhase.class,
      names = {"Pending", "AwaitingApproval", "Queued", "Starting", "Recovering"})
  void shouldGoOnWaiting(RecoveryPhase phase) {
    assertThat(Outcome.ended(status(phase.name()), "sha256:1")).isFalse();
  }

  @Test
  void shouldNotWaitForAPlanThatNobodyApproved() {
    BackupRecoveryStatus other = status("AwaitingApproval");

    assertThat(Outcome.ended(other, "sha256:2")).isTrue();
    assertThat(Outcome.of(other, "sha256:2")).isEqualTo(ExitCode.PLAN_CHANGED);
    assertThat(Outcome.line(recovery("AwaitingApproval"), ExitCode.PLAN_CHANGED))
        .contains("approve web -n demo");
  }

  @Test
  void shouldTellWhyItEnded() {
    assertThat(Outcome.line(recovery("Failed"), ExitCode.RECOVERY_FAILED))
        .isEqualTo("web: Failed. Because.");
  }

  private static BackupRecovery recovery(String phase) {
    BackupRecovery recovery = new BackupRecovery();
    recovery.setMetadata(new ObjectMetaBuilder().withName("web").withNamespace("demo").build());
    recovery.setSpec(
        new BackupRecoverySpec(
            null,
            new BackupRecoverySpec.Source("b1", null),
            new BackupRecoverySpec.Target("epd1", null),
            Approval.Manual,
            "sha256:1",
            "2026-11-26T13:00:00Z",
            null,
            null));
    recovery.setStatus(status(phase));
    return recovery;
  }

  @ParameterizedTest
  @CsvSource({"Pending, true", "Queued, true", "AwaitingApproval, false"})
  void shouldNotSayThatItGoesOnBeforeItHasBegun(String phase, boolean obstacle) {
    assertThat(Outcome.open(recovery(phase)))
        .startsWith("web is approved. It begins as soon as it can, and not after 2026-11-26T13:00")
        .contains("`kubectl delete brec web -n demo` takes it back as long as it has not begun.")
        .doesNotContain("goes on")
        .satisfies(line -> assertThat(line.endsWith(" Now: Because.")).isEqualTo(obstacle));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Starting", "Recovering"})
  void shouldSayThatItGoesOnOnceItMayHaveBegun(String phase) {
    assertThat(Outcome.open(recovery(phase))).startsWith("The recovery goes on: ");
  }

  @Test
  void shouldNotSayThatItGoesOnAfterItsEnd() {
    assertThat(Outcome.open(recovery("Failed"))).isEqualTo("web: Failed. Because.");
    assertThat(Outcome.open(recovery("StartUnknown"))).contains("StartUnknown", "answer its key");
  }

  @Test
  void shouldGiveEachEndAnotherCode() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
  }
}
