package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who may recover through a BackupFolder of another namespace. */
@SharedOperator
class RecoveryAccessIT {
  @AutoClose private final RecoveryScene world = RecoveryScene.start();
  private final Scene guest = world.scene.neighbour(Map.of("team", "web"));

  private void recoverAsGuest() {
    guest.create(
        "BackupRecovery",
        "web",
        "{folderRef: {name: default, namespace: %s}, source: {backupId: %s},"
                .formatted(world.scene.namespace(), world.latest)
            + " target: {computeInstanceId: %s}, startDeadline: '%s'}"
                .formatted(world.target, RecoveryScene.inSeconds(600)));
  }

  private void awaitReady(String wanted) {
    eventually(
        () -> assertThat(state(guest.recovery("web").conditions(), "Ready")).isEqualTo(wanted));
  }

  /** The second one, with the lock held, gets no answer about the target: what it finds is sent. */
  private void holdTheLastLook() {
    world
        .cloud()
        .fault(
            "{method: Resource.get, path: %s, after: 1, times: 0, kind: delay, delay: 20s}"
                .formatted(world.target));
  }

  private void awaitTheLastLook() {
    eventually(
        () ->
            assertThat(world.cloud().calls("Resource.get"))
                .filteredOn(call -> call.path().endsWith(world.target))
                .hasSize(2));
    assertThat(world.locks()).isNotEmpty();
  }

  private void assertNoStart() {
    throughout(Duration.ofSeconds(3), () -> assertThat(world.posts()).isEmpty());
  }

  private void grant(String access) {
    world.scene.patch(
        BackupFolder.class,
        "default",
        "{spec: {allowedNamespaces: {from: All, selector: null}, access: " + access + "}}");
  }

  @Test
  void shouldNotUseAGrantThatWasWithdrawnWhileASweepGoesOn() {
    grant("[{namespaces: {from: All}, verbs: [Recover]}]");
    world.cloud().fault("{method: Resource.list, times: 0, kind: delay, delay: 20s}");
    int lists = world.cloud().calls("Resource.list").size();
    eventually(() -> assertThat(world.cloud().calls("Resource.list")).hasSizeGreaterThan(lists));

    grant("[]");
    recoverAsGuest();

    awaitReady("False NotPermitted");
    assertNoStart();
  }

  @Test
  void shouldNotSendThroughAFolderThatReplacedTheOneThatWasAsked() {
    String open =
        "allowedNamespaces: {from: All}, access: [{namespaces: {from: All}, verbs: [Recover]}]";
    grant("[{namespaces: {from: All}, verbs: [Recover]}]");
    holdTheLastLook();
    recoverAsGuest();
    awaitTheLastLook();

    world.scene.delete(BackupFolder.class, "default");
    world.scene.withFolder(open);
    eventually(
        () ->
            assertThat(state(world.scene.folder("default").conditions(), "Ready"))
                .isEqualTo("True Swept"));
    int asked = world.cloud().calls().size();
    world.cloud().mend();

    eventually(() -> assertThat(world.starts()).hasSize(1));
    assertThat(world.posts()).hasSize(1);
    assertThat(world.cloud().calls().stream().skip(asked))
        .as("what was asked before the folder was another one is not sent")
        .filteredOn(call -> call.path().endsWith(world.target) || !call.effect().isEmpty())
        .first()
        .matches(call -> call.method().equals("Resource.get"));
  }

  @Test
  void shouldNotUseAGrantThatWasWithdrawnWhileTheCloudWasAsked() {
    grant("[{namespaces: {from: All}, verbs: [Recover]}]");
    holdTheLastLook();
    recoverAsGuest();
    awaitTheLastLook();

    grant("[]");
    world.cloud().mend();

    awaitReady("False NotPermitted");
    assertNoStart();
  }

  @Test
  void shouldRecoverOnlyWhatTheFolderGrants() {
    recoverAsGuest();
    awaitReady("False FolderNotAvailable");

    grant("[]");
    awaitReady("False NotPermitted");

    grant("[{namespaces: {from: All}, verbs: [DeleteResource]}]");
    grant("[{namespaces: {from: All}, verbs: [Recover], computeInstanceIds: [epdother]}]");
    assertNoStart();
    awaitReady("False NotPermitted");

    grant(
        "[{namespaces: {from: Selector, selector: {matchLabels: {team: db}}}, verbs: [Recover]}]");
    assertNoStart();

    grant(
        "[{namespaces: {from: Selector, selector: {matchLabels: {team: web}}}, verbs: [Recover],"
            + " computeInstanceIds: ["
            + world.target
            + ", "
            + world.source
            + "]}]");
    awaitReady("True Succeeded");
    assertThat(world.starts()).hasSize(1);
  }

  @Test
  void shouldLetNobodyReadAForeignMachinesBackupOnAMachineOfTheirOwn() {
    grant(
        "[{namespaces: {from: All}, verbs: [Recover], computeInstanceIds: ["
            + world.target
            + "]}]");
    recoverAsGuest();
    awaitReady("False NotPermitted");
    guest.create(
        "BackupRecovery",
        "latest",
        "{folderRef: {name: default, namespace: %s}, source: {latest: {computeInstanceId: %s}},"
                .formatted(world.scene.namespace(), world.source)
            + " target: {computeInstanceId: %s}, startDeadline: '%s'}"
                .formatted(world.target, RecoveryScene.inSeconds(600)));
    eventually(
        () ->
            assertThat(state(guest.recovery("latest").conditions(), "Ready"))
                .isEqualTo("False NotPermitted"));

    assertNoStart();
    for (String name : List.of("web", "latest")) {
      assertThat(guest.recovery(name).plan()).as("nothing of the backup is shown").isNull();
      assertThat(guest.recovery(name).message())
          .contains("the machine that the backup is of")
          .doesNotContain(world.source);
    }
  }

  @Test
  void shouldNotStartAQueuedRecoveryWhoseNamespaceLostItsLabel() {
    queueAsGuest();

    guest.label("team", "db");

    awaitReadyAtOnce("False FolderNotAvailable");
    idle();
    assertNoStart();

    guest.label("team", "web");

    awaitReady("True Succeeded");
    assertThat(world.starts()).hasSize(1);
  }

  @Test
  void shouldNotStartAQueuedRecoveryWhoseGrantWasWithdrawn() {
    queueAsGuest();

    world.scene.patch(BackupFolder.class, "default", "{spec: {access: []}}");

    awaitReadyAtOnce("False NotPermitted");
    idle();
    assertNoStart();

    grant("[{namespaces: {from: All}, verbs: [Recover]}]");

    awaitReady("True Succeeded");
    assertThat(world.starts()).hasSize(1);
  }

  /** As a guest by its label, behind a backup that the target makes. */
  private void queueAsGuest() {
    world.cloud().machine(world.target, "{\"status\": \"BACKUPING\", \"statusProgress\": 40}");
    String web = "{from: Selector, selector: {matchLabels: {team: web}}}";
    world.scene.patch(
        BackupFolder.class,
        "default",
        "{spec: {allowedNamespaces: %s, access: [{namespaces: %s, verbs: [Recover]}]}}"
            .formatted(web, web));
    recoverAsGuest();
    awaitReady("False TargetBusy");
    assertThat(guest.recovery("web").phase()).isEqualTo("Queued");
  }

  private void awaitReadyAtOnce(String wanted) {
    atOnce(() -> assertThat(state(guest.recovery("web").conditions(), "Ready")).isEqualTo(wanted));
  }

  private void idle() {
    world.cloud().machine(world.target, "{\"status\": \"IDLE\", \"statusProgress\": 0}");
  }
}
