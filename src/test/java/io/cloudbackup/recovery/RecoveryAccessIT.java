package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may recover through a BackupFolder of another namespace. */
@SharedOperator
class RecoveryAccessIT {
  @AutoClose private final RecoveryScene world = RecoveryScene.start();
  private final Scene guest = world.scene.neighbour(Map.of("team", "web"));

  @BeforeEach
  void startOperator() {
    var _ = OperatorUnderTest.shared();
  }

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

  private void assertNoStart() {
    throughout(Duration.ofSeconds(3), () -> assertThat(world.posts()).isEmpty());
  }

  private void grant(String access) {
    world.scene.patch(
        BackupFolder.class,
        "default",
        "{spec: {allowedNamespaces: {from: All}, access: " + access + "}}");
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
            + "]}]");
    awaitReady("True Succeeded");
    assertThat(world.starts()).hasSize(1);
  }
}
