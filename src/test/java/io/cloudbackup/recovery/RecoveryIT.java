package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.state;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Recoveries from their plan to their end, and when they may begin. */
@SharedOperator
class RecoveryIT {
  private static final Duration A_WHILE = Duration.ofSeconds(3);

  @AutoClose private final RecoveryScene world = RecoveryScene.start();

  private void awaitReady(String name, String wanted) {
    eventually(() -> assertThat(world.ready(name)).isEqualTo(wanted));
  }

  private void assertNoStart() {
    throughout(A_WHILE, () -> assertThat(world.posts()).isEmpty());
  }

  @Test
  void shouldRecoverTheMachineExactlyOnce() {
    world.cloud().settings("{\"recoveryDuration\": \"2m\"}");
    world.recover("web");

    Set<Integer> percents = world.watchToSuccess("web");

    assertThat(percents).as("progress was to be seen").hasSizeGreaterThan(3).contains(100);
    BackupRecoveryStatus status = world.status("web");
    assertThat(world.starts())
        .singleElement()
        .satisfies(
            start -> {
              assertThat(start.backupId()).isEqualTo(world.latest);
              assertThat(start.operationId()).isNotEmpty().isEqualTo(status.operationId());
              assertThat(start.idempotencyKey())
                  .isNotEmpty()
                  .isEqualTo(requireNonNull(status.start()).idempotencyKey());
            });
    assertThat(world.posts()).hasSize(1);
    Start start = requireNonNull(status.start());
    assertThat(start.attempts()).isEqualTo(1);
    assertThat(start.unsettled()).isFalse();
    assertThat(start.evidence()).isEqualTo(Start.OPERATION);
    assertThat(status.taskId()).matches("[0-9]+");
    assertThat(status.resultCode()).isEqualTo("OK");
    assertThat(Instant.parse(requireNonNull(status.startTime())))
        .isBefore(Instant.parse(requireNonNull(status.completionTime())));
    assertThat(status.estimatedCompletionTime()).isNull();
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(world.ready("web")).isEqualTo("True Succeeded");
    assertThat(state(status.conditions(), "Succeeded")).isEqualTo("True Succeeded");
    assertThat(state(status.conditions(), "Reconciling")).isEqualTo("False Succeeded");
    assertThat(state(status.conditions(), "Stalled")).isEqualTo("False Succeeded");
    world.assertLetGo("web");
    assertThat(world.scene.events("web").stream().map(e -> e.split(" ", 3)[1]))
        .containsSubsequence("Starting", "Recovering", "Succeeded");
  }

  @Test
  void shouldShowWhatItIsGoingToDo() {
    world.create(
        "web",
        "{backupId: " + world.old + "}",
        "{computeInstanceId: " + world.target + "}",
        "approval: Manual");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.AwaitingApproval);

    Plan plan = requireNonNull(status.plan());
    assertThat(plan.backupId()).isEqualTo(world.old);
    assertThat(plan.backupSize()).isEqualTo(4L << 30);
    assertThat(plan.newerBackups()).isEqualTo(1);
    assertThat(plan.sourceComputeInstanceId()).isEqualTo(world.source);
    assertThat(plan.computeInstanceId()).isEqualTo(world.target);
    assertThat(plan.resourceId())
        .isEqualTo(world.cloud().machine(world.target).path("resourceId").asText());
    assertThat(Instant.parse(requireNonNull(plan.backupTime())))
        .isBetween(Instant.now().minusSeconds(173_400), Instant.now().minusSeconds(172_700));
    assertThat(plan.disks()).singleElement().satisfies(d -> assertThat(d.size()).isPositive());
    assertThat(world.scene.existing(BackupRecovery.class, "web").getMetadata().getFinalizers())
        .isEmpty();
  }

  @Test
  void shouldStartOnlyThePlanThatAPersonApproved() {
    world.recover("web", "approval: Manual");
    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.AwaitingApproval);
    assertThat(world.ready("web")).isEqualTo("False ApprovalRequired");
    assertNoStart();

    approve("sha256:0123456789abcdef01234567");
    eventually(() -> assertThat(world.status("web").message()).contains("differs from the one"));
    assertNoStart();
    assertThat(world.status("web").phase()).isEqualTo("AwaitingApproval");

    approve(requireNonNull(status.plan()).hash());
    world.awaitPhase("web", RecoveryPhase.Succeeded);
    assertThat(world.starts()).hasSize(1);
  }

  private void approve(String hash) {
    world.scene.patch(BackupRecovery.class, "web", "{spec: {approvedPlan: '" + hash + "'}}");
  }

  @Test
  void shouldWaitForAnOfflineTarget() {
    world.cloud().machine(world.target, "{\"online\": false}");
    world.recover("web");
    awaitReady("web", "False TargetOffline");
    assertThat(world.status("web").phase()).isEqualTo("Pending");
    assertNoStart();

    world.cloud().machine(world.target, "{\"online\": true}");

    world.awaitPhase("web", RecoveryPhase.Succeeded);
  }

  @Test
  void shouldQueueBehindABackupOfTheTarget() {
    world.cloud().machine(world.target, "{\"status\": \"BACKUPING\", \"statusProgress\": 40}");
    world.recover("web");
    awaitReady("web", "False TargetBusy");
    assertThat(world.status("web").phase()).isEqualTo("Queued");
    assertThat(world.status("web").message()).contains("BACKUPING", "40%");
    assertNoStart();

    world.cloud().machine(world.target, "{\"status\": \"IDLE\", \"statusProgress\": 0}");

    world.awaitPhase("web", RecoveryPhase.Succeeded);
  }

  @Test
  void shouldComeAfterTheOtherRecoveryOfTheMachine() {
    world.cloud().settings("{\"recoveryDuration\": \"1h\"}");
    world.recover("first");
    world.awaitPhase("first", RecoveryPhase.Recovering);
    world.recover("second");
    world.awaitPhase("second", RecoveryPhase.Queued);
    assertThat(world.starts()).hasSize(1);

    world.cloud().settings("{\"recoveryDuration\": \"1s\"}");
    world.endWork();
    world.awaitPhase("first", RecoveryPhase.Succeeded);
    world.awaitPhase("second", RecoveryPhase.Succeeded);

    assertThat(world.starts()).hasSize(2);
    assertThat(world.starts().get(1).operationId()).isEqualTo(world.status("second").operationId());
    world.assertLetGo("second");
  }

  @Test
  void shouldLetOneOfTwoGoFirstWhenBothBegin() {
    // While the first start is on its way the machine looks idle: only the lock tells.
    world.cloud().fault("{method: Backup.startRecovery, kind: delay, delay: 3s}");
    world.recover("one");
    world.recover("two");

    eventually(
        () -> {
          assertThat(world.status("one").phase()).isEqualTo("Succeeded");
          assertThat(world.status("two").phase()).isEqualTo("Succeeded");
        });

    assertThat(world.starts()).hasSize(2);
    assertThat(world.posts()).as("none was sent to a busy machine").hasSize(2);
  }

  @Test
  void shouldFailWhenTheBackupIsGone() {
    world.cloud().settings("{\"deletedBackups\": \"FLAGGED\"}");
    String onto = "{computeInstanceId: " + world.target + "}";
    world.create("deleted", "{backupId: " + world.deleted + "}", onto, "");
    world.create("absent", "{backupId: backup-absent}", onto, "");

    BackupRecoveryStatus absent = world.awaitPhase("absent", RecoveryPhase.Failed);
    BackupRecoveryStatus deleted = world.awaitPhase("deleted", RecoveryPhase.Failed);

    assertThat(world.ready("absent")).isEqualTo("False BackupNotFound");
    assertThat(absent.message()).contains("backup-absent");
    assertThat(world.ready("deleted")).isEqualTo("False BackupDeleted");
    assertThat(state(deleted.conditions(), "Succeeded")).startsWith("False");
    assertThat(state(deleted.conditions(), "Stalled")).startsWith("True");
    eventually(
        () ->
            assertThat(world.scene.events("absent")).anyMatch(e -> e.startsWith("Warning Failed")));
    assertNoStart();
  }

  @Test
  void shouldNeverStartAfterItsDeadline() {
    world.recover("late", "startDeadline: '" + RecoveryScene.inSeconds(-60) + "'");
    world.recover("far", "startDeadline: '2999-01-01T00:00:00Z', approval: Manual");

    world.awaitPhase("late", RecoveryPhase.Expired);

    assertThat(world.ready("late")).isEqualTo("False StartDeadlinePassed");
    assertNoStart();
    eventually(
        () -> {
          assertThat(world.scene.events("late")).anyMatch(e -> e.startsWith("Warning Expired"));
          assertThat(world.scene.events("far"))
              .anyMatch(e -> e.startsWith("Warning StartDeadlineFarAhead"));
        });
  }

  @Test
  void shouldExpireWhileItWaits() {
    world.cloud().machine(world.target, "{\"online\": false}");
    world.recover("web", "startDeadline: '" + RecoveryScene.inSeconds(20) + "'");
    awaitReady("web", "False TargetOffline");

    world.awaitPhase("web", RecoveryPhase.Expired);

    world.cloud().machine(world.target, "{\"online\": true}");
    assertNoStart();
  }

  @Test
  void shouldFollowReferencesToResourcesOfItsFolder() {
    world.create(
        "web",
        "{latest: {resourceRef: {name: from}, policyId: cdgweekly}}",
        "{resourceRef: {name: onto}}",
        "");
    awaitReady("web", "False ResourceNotFound");
    world.scene.create("BackupResource", "from", "{computeInstanceId: " + world.source + "}");
    world.scene.create("BackupResource", "onto", "{computeInstanceId: " + world.target + "}");

    world.awaitPhase("web", RecoveryPhase.Succeeded);

    assertThat(world.starts())
        .singleElement()
        .satisfies(start -> assertThat(start.backupId()).isEqualTo(world.old));
  }

  @Test
  void shouldTakeTheNewestBackupOfAMachine() {
    world.create(
        "web",
        "{latest: {computeInstanceId: " + world.source + "}}",
        "{computeInstanceId: " + world.target + "}",
        "");

    world.awaitPhase("web", RecoveryPhase.Succeeded);

    assertThat(world.starts().getFirst().backupId()).isEqualTo(world.latest);
  }

  @Test
  void shouldNotStartWhilePaused() {
    world.cloud().machine(world.target, "{\"online\": false}");
    world.recover("web");
    awaitReady("web", "False TargetOffline");

    world.scene.annotate(BackupRecovery.class, "web", BackupApiGroup.PAUSED, "true");
    awaitReady("web", "False Paused");
    world.cloud().machine(world.target, "{\"online\": true}");
    assertNoStart();

    world.scene.annotate(BackupRecovery.class, "web", BackupApiGroup.PAUSED, "false");
    world.awaitPhase("web", RecoveryPhase.Succeeded);
  }

  @Test
  void shouldGoWhenItsTimeAndItsDeadlineHavePassed() {
    world.cloud().settings("{\"recoveryDuration\": \"1s\"}");
    Instant deadline = Instant.now().plusSeconds(25);
    world.recover("web", "ttlAfterFinished: 0s, startDeadline: '" + deadline + "'");
    world.awaitPhase("web", RecoveryPhase.Succeeded);
    assertThat(world.scene.find(BackupRecovery.class, "web"))
        .as("until the deadline it stays, or it could be applied again")
        .isNotNull();

    eventually(() -> assertThat(world.scene.find(BackupRecovery.class, "web")).isNull());

    assertThat(Instant.now()).isAfter(deadline);
  }
}
