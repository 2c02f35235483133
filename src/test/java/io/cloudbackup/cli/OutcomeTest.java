package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    assertThat(Outcome.line("web", other, ExitCode.PLAN_CHANGED)).contains("approve web");
  }

  @Test
  void shouldTellWhyItEnded() {
    assertThat(Outcome.line("web", status("Failed"), ExitCode.RECOVERY_FAILED))
        .isEqualTo("web: Failed. Because.");
  }

  @Test
  void shouldGiveEachEndAnotherCode() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
  }
}
