package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.testing.SharedOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How a recovery that began is followed to its end. */
@SharedOperator
class RecoveryFollowIT {
  @AutoClose private final RecoveryScene world = RecoveryScene.start();

  /** The cloud forgets the operation as soon as it has answered the start. */
  private void forgetOperations() {
    world.cloud().settings("{\"operationRetention\": \"1ms\"}");
  }

  @Test
  void shouldFollowTheTaskWhenTheOperationIsForgotten() {
    forgetOperations();
    world.cloud().settings("{\"finalProgress\": 94, \"recoveryDuration\": \"2m\"}");
    world.recover("web");

    assertThat(world.watchToSuccess("web")).hasSizeGreaterThan(3);

    BackupRecoveryStatus status = world.status("web");
    assertThat(status.resultCode()).isEqualTo("OK");
    assertThat(status.progressPercent()).as("a task may end at 94").isEqualTo(100);
    assertThat(world.cloud().calls("Operation.get"))
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.status()).isEqualTo(404));
    assertThat(world.starts()).hasSize(1);
  }

  @Test
  void shouldSucceedWithTheWarningOfTheTask() {
    forgetOperations();
    world.cloud().settings("{\"recoveryDuration\": \"1h\"}");
    world.recover("web");
    eventually(() -> assertThat(world.status("web").taskId()).isNotNull());
    String task = requireNonNull(world.status("web").taskId());

    world
        .cloud()
        .fault(
            """
            {method: Resource.listTasks, times: 0, kind: garbage, body: '{"tasks": [{"id": "%s",
             "type": "RECOVERY", "status": "COMPLETED", "resultCode": "WARNING",
             "error": "Some files were skipped."}]}'}
            """
                .formatted(task));

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);
    assertThat(status.message()).contains("Some files were skipped.");
    assertThat(status.resultCode()).isEqualTo("WARNING");
  }

  @Test
  void shouldFailWithTheCloudsOwnWords() {
    world
        .cloud()
        .machine(
            world.target, "{\"recoveryError\": {\"code\": 9, \"message\": \"Disk too small.\"}}");
    world.recover("web");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Failed);

    assertThat(status.message()).isEqualTo("Disk too small.");
    assertThat(status.completionTime()).isNotNull();
    assertThat(world.ready("web")).isEqualTo("False RecoveryFailed");
    assertThat(state(status.conditions(), "Succeeded")).isEqualTo("False RecoveryFailed");
    assertThat(message(status.conditions(), "Stalled")).isEqualTo("Disk too small.");
    world.assertLetGo("web");
    assertThat(world.scene.events("web")).contains("Warning Failed Disk too small.");
    assertThat(world.starts()).hasSize(1);
  }

  @Test
  void shouldBearThatTheCloudDoesNotAnswerForAWhile() {
    world.cloud().settings("{\"recoveryDuration\": \"1h\"}");
    world.recover("web");
    world.awaitPhase("web", RecoveryPhase.Recovering);

    world.cloud().fault("{path: '^/(operations|backup)', times: 0, kind: status, code: 14}");
    eventually(() -> assertThat(world.status("web").message()).contains("can't be asked for"));
    assertThat(world.status("web").phase()).isEqualTo("Recovering");
    world.cloud().mend();
    world.endWork();

    world.awaitPhase("web", RecoveryPhase.Succeeded);
    assertThat(world.starts()).hasSize(1);
  }

  @Test
  void shouldSayThatTheRecoveryGoesOnWhenItsObjectIsDeleted() {
    world.cloud().settings("{\"recoveryDuration\": \"1h\"}");
    world.recover("web");
    String operation =
        requireNonNull(world.awaitPhase("web", RecoveryPhase.Recovering).operationId());

    world.scene.delete(BackupRecovery.class, "web");

    eventually(() -> assertThat(world.scene.find(BackupRecovery.class, "web")).isNull());
    assertThat(world.scene.events("web"))
        .anyMatch(e -> e.startsWith("Warning RecoveryGoesOn") && e.contains(operation));
    assertThat(world.locks())
        .as("the lock tells what goes on")
        .singleElement()
        .satisfies(
            lock ->
                assertThat(lock.getMetadata().getAnnotations())
                    .containsEntry("backup.yandex.cloud/operation-id", operation));

    // The next one waits for the machine, and then for a person: the object of what ran is gone.
    world.recover("next");
    world.awaitPhase("next", RecoveryPhase.Queued);
    world.endWork();
    BackupRecoveryStatus asks = world.awaitPhase("next", RecoveryPhase.StartUnknown);
    assertThat(world.ready("next")).isEqualTo("False TargetRecoveredSinceCreation");
    assertThat(world.starts()).hasSize(1);

    world.cloud().settings("{\"recoveryDuration\": \"3s\"}");
    world.resolve("next", requireNonNull(asks.start()).idempotencyKey() + "=retry");
    world.awaitPhase("next", RecoveryPhase.Succeeded);
    assertThat(world.starts()).hasSize(2);
    world.assertLetGo("next");
  }
}
