package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.state;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start whose answer is lost, refused or doubtful: at most one recovery begins. */
@SharedOperator
class RecoveryStartIT {
  @AutoClose private final RecoveryScene world = RecoveryScene.start();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: lostAnswer",
        "kind: status, code: 14, processed: true",
        "kind: status, httpStatus: 502, body: <html>, processed: true",
        "kind: garbage",
        "kind: garbage, garbage: truncated"
      })
  void shouldAdoptWhatAStartWithoutAnAnswerBegan(String fault) {
    world.cloud().fault("{method: Backup.startRecovery, " + fault + "}");
    world.recover("web");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);

    assertThat(world.posts()).hasSize(1);
    assertThat(world.starts()).hasSize(1);
    Start start = requireNonNull(status.start());
    assertThat(start.evidence()).isEqualTo(Start.TASK);
    assertThat(start.unsettled()).isFalse();
    assertThat(status.taskId()).matches("[0-9]+");
    assertThat(status.operationId()).as("a task doesn't tell it").isNull();
    world.assertLetGo("web");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind: closedConnection", "kind: status, code: 14"})
  void shouldSendTheSameKeyAgainWhenNothingBegan(String fault) {
    world.cloud().fault("{method: Backup.startRecovery, " + fault + "}");
    world.recover("web");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);

    assertThat(world.posts()).hasSize(2);
    assertThat(world.posts()).extracting(Journal.Entry::idempotencyKey).containsOnly(key(status));
    assertThat(world.starts()).hasSize(1);
    assertThat(requireNonNull(status.start()).attempts()).isEqualTo(2);
    assertThat(requireNonNull(status.start()).evidence()).isEqualTo(Start.OPERATION);
  }

  @Test
  void shouldLearnTheOperationBySendingTheSameKeyAgain() {
    // Neither task nor machine shows what began, so the key is sent again; the cloud knows it.
    world.cloud().settings("{\"taskDelay\": \"1h\", \"machineDelay\": \"1h\"}");
    world.cloud().fault("{method: Backup.startRecovery, kind: lostAnswer}");
    world.recover("web");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);

    assertThat(world.posts()).hasSize(2);
    assertThat(world.posts()).extracting(Journal.Entry::idempotencyKey).containsOnly(key(status));
    assertThat(world.starts())
        .singleElement()
        .satisfies(start -> assertThat(start.operationId()).isEqualTo(status.operationId()));
  }

  @Test
  void shouldTryAgainWhenTheCloudRefusesForNow() {
    world
        .cloud()
        .fault("{method: Backup.startRecovery, kind: status, code: 9, message: Agent updates.}");
    world.recover("web");
    eventually(() -> assertThat(world.ready("web")).isEqualTo("False StartRefused"));
    assertThat(world.status("web").phase()).isEqualTo("Pending");
    assertThat(world.status("web").message()).contains("Agent updates (request ");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);

    assertThat(world.starts()).hasSize(1);
    assertThat(world.posts()).hasSize(2);
    assertThat(requireNonNull(status.start()).attempts()).isEqualTo(2);
  }

  @Test
  void shouldFailWhenTheCloudRefusesForGood() {
    world
        .cloud()
        .fault("{method: Backup.startRecovery, times: 0, kind: status, code: 3, message: Bad.}");
    world.recover("web");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Failed);

    assertThat(status.message()).contains("Bad (request ");
    assertThat(world.posts()).hasSize(1);
    world.assertLetGo("web");
  }

  @Test
  void shouldSayThatItMayNotRecover() {
    world
        .cloud()
        .fault(
            "{method: Backup.startRecovery, times: 0, kind: status, code: 7, message: No role.}");
    world.recover("web");

    eventually(() -> assertThat(world.ready("web")).isEqualTo("False PermissionDenied"));

    assertThat(world.status("web").message())
        .contains("No role (request ", "backup.editor", "b1gone");
    assertThat(world.starts()).isEmpty();
  }

  /** The answer is lost, no replay is allowed, and the cloud shows nothing of what began. */
  private BackupRecoveryStatus startUnknown(String fault) {
    world.scene.patch(BackupFolder.class, "default", "{spec: {recovery: {startReplay: Never}}}");
    eventually(() -> assertThat(world.scene.folder("default").observedGeneration()).isEqualTo(2));
    world.cloud().settings("{\"taskDelay\": \"1h\", \"machineDelay\": \"1h\"}");
    world.cloud().fault("{method: Backup.startRecovery, " + fault + "}");
    world.recover("web");
    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.StartUnknown);
    assertThat(world.ready("web")).isEqualTo("False NothingFound");
    assertThat(state(status.conditions(), "Stalled")).isEqualTo("True NothingFound");
    assertThat(state(status.conditions(), "Succeeded")).isEqualTo("Unknown NothingFound");
    assertThat(status.message()).contains(key(status), "adopt:<operationId>", "retry", "abandon");
    assertThat(world.locks()).as("held while nobody knows").hasSize(1);
    eventually(
        () ->
            assertThat(world.scene.events("web"))
                .anyMatch(e -> e.startsWith("Warning StartUnknown")));
    throughout(Duration.ofSeconds(3), () -> assertThat(world.posts()).hasSize(1));
    return status;
  }

  private static String key(BackupRecoveryStatus status) {
    return requireNonNull(status.start()).idempotencyKey();
  }

  @Test
  void shouldFollowTheOperationThatAPersonNames() {
    BackupRecoveryStatus unknown = startUnknown("kind: lostAnswer");
    String operation = world.starts().getFirst().operationId();

    world.resolve("web", "00000000-0000-4000-8000-000000000000=adopt:" + operation);
    throughout(
        Duration.ofSeconds(2),
        () -> assertThat(world.status("web").phase()).isEqualTo("StartUnknown"));
    world.resolve("web", key(unknown) + "=adopt:" + operation);

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);
    assertThat(requireNonNull(status.start()).evidence()).isEqualTo(Start.PERSON);
    assertThat(status.operationId()).isEqualTo(operation);
    assertThat(world.starts()).hasSize(1);
    world.assertLetGo("web");
  }

  @Test
  void shouldNotFollowAnOperationThatIsNotThisRecoverys() {
    BackupRecoveryStatus unknown = startUnknown("kind: lostAnswer");

    world.resolve("web", key(unknown) + "=adopt:absent");

    eventually(() -> assertThat(world.ready("web")).isEqualTo("False ResolutionNotAccepted"));
    assertThat(world.status("web").phase()).isEqualTo("StartUnknown");
    assertThat(world.status("web").message()).contains("doesn't know the operation");
  }

  @Test
  void shouldStartWithANewKeyWhenAPersonSaysRetry() {
    BackupRecoveryStatus unknown = startUnknown("kind: closedConnection");
    assertThat(world.starts()).isEmpty();

    world.resolve("web", key(unknown) + "=retry");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.Succeeded);
    assertThat(key(status)).isNotEqualTo(key(unknown));
    assertThat(world.posts())
        .extracting(Journal.Entry::idempotencyKey)
        .containsExactly(key(unknown), key(status));
    assertThat(world.starts()).hasSize(1);
    world.assertLetGo("web");
  }

  @Test
  void shouldGiveUpWhenAPersonSaysAbandon() {
    BackupRecoveryStatus unknown = startUnknown("kind: lostAnswer");

    world.resolve("web", key(unknown) + "=abandon");

    BackupRecoveryStatus status = world.awaitPhase("web", RecoveryPhase.OutcomeUnknown);
    assertThat(state(status.conditions(), "Succeeded")).isEqualTo("Unknown Abandoned");
    assertThat(world.ready("web")).isEqualTo("False Abandoned");
    world.assertLetGo("web");
    assertThat(world.posts()).hasSize(1);
  }
}
