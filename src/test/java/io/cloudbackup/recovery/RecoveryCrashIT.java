package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The operator is killed while a recovery runs: its successor finds what began. */
@OwnOperator
class RecoveryCrashIT {
  @AutoClose private final RecoveryScene world = RecoveryScene.start();

  private OperatorUnderTest startOperator() {
    return OperatorUnderTest.start("--watch-namespaces", world.scene.namespace());
  }

  @Test
  void shouldFollowTheRecoveryAfterACrash() {
    world.cloud().settings("{\"recoveryDuration\": \"12s\"}");
    try (OperatorUnderTest operator = startOperator()) {
      world.recover("web");
      eventually(() -> assertThat(world.status("web").progressPercent()).isPositive());
      operator.kill();
      BackupRecoveryStatus before = world.status("web");

      try (OperatorUnderTest successor = operator.again()) {
        BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);

        assertThat(successor.alive()).isTrue();
        assertThat(status.operationId()).isEqualTo(before.operationId());
        assertThat(status.startTime()).isEqualTo(before.startTime());
        assertThat(world.starts()).hasSize(1);
        assertThat(world.posts()).hasSize(1);
        world.assertLetGo("web");
      }
    }
  }

  @Test
  void shouldFindWhatBeganWhenItWasKilledBeforeTheAnswer() {
    // The request takes effect only when the operator that sent it is dead.
    world.cloud().fault("{method: Backup.startRecovery, kind: delay, delay: 8s}");
    try (OperatorUnderTest operator = startOperator()) {
      world.recover("web");
      eventually(() -> assertThat(world.posts()).hasSize(1));
      operator.kill();
      assertThat(world.starts()).isEmpty();
      Start intent = requireNonNull(world.status("web").start());
      assertThat(intent.unsettled()).as("written down before it was sent").isTrue();
      assertThat(intent.idempotencyKey()).isEqualTo(world.posts().getFirst().idempotencyKey());

      try (OperatorUnderTest successor = operator.again()) {
        BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);

        assertThat(successor.alive()).isTrue();
        assertThat(requireNonNull(status.start()).idempotencyKey())
            .isEqualTo(intent.idempotencyKey());
        assertThat(requireNonNull(status.start()).evidence()).isEqualTo(Start.TASK);
        assertThat(world.starts()).hasSize(1);
        assertThat(world.posts()).as("nothing was sent again").hasSize(1);
        world.assertLetGo("web");
      }
    }
  }
}
