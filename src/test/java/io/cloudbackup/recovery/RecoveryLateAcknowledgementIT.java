package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.testing.Hold;
import io.cloudbackup.testing.KubeProxy;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whoever else sees an intent may count on its send being over after a while. */
@OwnOperator
class RecoveryLateAcknowledgementIT {
  /** More than the five seconds in which a send has to follow its checks. */
  private static final Duration TOO_LONG = Duration.ofSeconds(6);

  @AutoClose private final Fleet fleet = Fleet.start();
  @AutoClose private final KubeProxy proxy = KubeProxy.start();

  @Test
  void shouldNotSendWhenItsIntentWasAcknowledgedTooLate() {
    fleet.register("web");
    try (OperatorUnderTest operator =
        OperatorUnderTest.startBehind(proxy, "--watch-namespaces", fleet.namespace())) {
      Hold acknowledgement =
          proxy.hold(Hold.Side.AFTER, "PUT .*/web/status$", "\"phase\":\"Starting\"");
      fleet.recover("web", "web");
      eventually(() -> assertThat(acknowledgement.hit()).isTrue());
      assertThat(operator.livesFor(TOO_LONG)).isTrue();
      assertThat(fleet.sends("web")).isEmpty();

      proxy.release();

      fleet.awaitSuccess(1, Duration.ofMinutes(1));
      Start start = Objects.requireNonNull(fleet.status("web").start());
      assertThat(start.attempts()).as("the first was announced and never sent").isEqualTo(2);
      assertThat(fleet.sends("web")).hasSize(1);
      assertThat(fleet.starts("web")).hasSize(1);
    }
  }
}
