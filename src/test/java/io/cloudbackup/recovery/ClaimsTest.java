package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.began;
import static io.cloudbackup.recovery.Observations.intent;
import static io.cloudbackup.recovery.Observations.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private static final BackupRecoveryStatus FOLLOWING = began("operation-1", "8", Start.OPERATION);
  private static final BackupRecoveryStatus BEGAN = began("operation-1", null, Start.OPERATION);
  private static final BackupRecoveryStatus IN_DOUBT = status(RecoveryPhase.Starting, intent(ME));
  private static final BackupRecoveryStatus REFUSED =
      status(RecoveryPhase.Pending, intent(ME).settled(null));

  @Test
  void shouldNameTheTasksThatOthersFollow() {
    Claims claims =
        Claims.of(List.of(FOLLOWING, status(RecoveryPhase.Pending, null)), List.of("9"), NOW);

    assertThat(claims).isEqualTo(new Claims(Set.of("8", "9"), false));
  }

  @Test
  void shouldWaitADayForATaskThatWasNotSeen() {
    Instant sent = NOW.minusSeconds(60);

    for (BackupRecoveryStatus other : List.of(BEGAN, IN_DOUBT)) {
      assertThat(unseen(other, sent.plus(Duration.ofDays(1)).minusSeconds(1))).isTrue();
      assertThat(unseen(other, sent.plus(Duration.ofDays(1)))).isFalse();
    }
    assertThat(unseen(REFUSED, NOW)).isFalse();
  }

  @Test
  void shouldWaitForATaskOfOneWhoseObjectIsGone() {
    assertThat(Claims.of(List.of(), List.of("9"), NOW).unseen()).isFalse();
    assertThat(Claims.of(List.of(), List.of("9", ""), NOW).unseen()).isTrue();
  }

  private static boolean unseen(BackupRecoveryStatus other, Instant now) {
    return Claims.of(List.of(other), List.of(), now).unseen();
  }
}
