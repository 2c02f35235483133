package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the annotations paused and reconcile-requested-at do to a recovery, in each phase. */
@SharedOperator
class RecoveryNudgeIT {
  @AutoClose private final RecoveryScene world = RecoveryScene.start();

  private void nudge(String value) {
    world.scene.annotate(BackupRecovery.class, "web", BackupApiGroup.RECONCILE_REQUESTED_AT, value);
    atOnce(() -> assertThat(world.status("web").lastHandledReconcileAt()).isEqualTo(value));
  }

  private void pause(boolean pause) {
    world.scene.annotate(
        BackupRecovery.class, "web", BackupApiGroup.PAUSED, Boolean.toString(pause));
  }

  @Test
  void shouldAnswerEachNudgeFromPendingToTheEnd() {
    world.cloud().settings("{\"recoveryDuration\": \"1h\"}");
    world.cloud().machine(world.target, "{\"online\": false}");
    world.recover("web");
    world.awaitPhase("web", RecoveryPhase.Pending);
    nudge("pending");

    world.cloud().machine(world.target, "{\"online\": true, \"status\": \"BACKUPING\"}");
    nudge("queued");
    assertThat(world.status("web").phase()).isEqualTo("Queued");

    world.cloud().machine(world.target, "{\"status\": \"IDLE\"}");
    world.awaitPhase("web", RecoveryPhase.Recovering);
    nudge("recovering");

    world.endWork();
    world.awaitPhase("web", RecoveryPhase.Succeeded);
    BackupRecoveryStatus ended = world.status("web");
    nudge("over");
    nudge("over again");
    assertThat(world.status("web").handled("recovering"))
        .as("what is over never changes")
        .isEqualTo(ended);
    assertThat(world.starts()).hasSize(1);
  }

  @Test
  void shouldLookAgainAtThePlanThatWaitsForApproval() {
    world.create(
        "web",
        "{latest: {computeInstanceId: " + world.source + "}}",
        "{computeInstanceId: " + world.target + "}",
        "approval: Manual");
    world.awaitPhase("web", RecoveryPhase.AwaitingApproval);
    String newer =
        world
            .cloud()
            .control("POST", "/machines/" + world.source + "/backups", "{\"age\": \"1h\"}")
            .path("id")
            .asText();

    nudge("look");

    assertThat(requireNonNull(world.status("web").plan()).backupId()).isEqualTo(newer);
    assertThat(world.status("web").phase()).isEqualTo("AwaitingApproval");
  }

  @Test
  void shouldAnswerANudgeWhilePausedAndStillNotStart() {
    world.recover("web", "approval: Manual");
    BackupRecoveryStatus shown = world.awaitPhase("web", RecoveryPhase.AwaitingApproval);
    pause(true);
    eventually(() -> assertThat(world.ready("web")).isEqualTo("False Paused"));
    world.scene.patch(
        BackupRecovery.class,
        "web",
        "{spec: {approvedPlan: '" + requireNonNull(shown.plan()).hash() + "'}}");

    nudge("go");

    throughout(Duration.ofSeconds(3), () -> assertThat(world.posts()).isEmpty());
    assertThat(world.ready("web")).isEqualTo("False Paused");

    pause(false);

    world.awaitPhase("web", RecoveryPhase.Succeeded);
  }

  @Test
  void shouldFollowToItsEndARecoveryThatIsPausedWhileItRuns() {
    world.cloud().settings("{\"recoveryDuration\": \"1h\"}");
    world.recover("web");
    world.awaitPhase("web", RecoveryPhase.Recovering);

    pause(true);
    nudge("paused");
    world.endWork();

    world.awaitPhase("web", RecoveryPhase.Succeeded);
    assertThat(world.starts()).hasSize(1);
  }
}
