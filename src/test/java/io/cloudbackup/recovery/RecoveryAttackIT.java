package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Attacks by whoever may write a BackupRecovery: on machines that are not theirs to overwrite. */
@SharedOperator
class RecoveryAttackIT {
  @AutoClose private final RecoveryScene world = RecoveryScene.start();
  private final Scene guest = world.scene.neighbour(Map.of("team", "web"));

  private String folderOfWorld() {
    return "folderRef: {name: default, namespace: " + world.scene.namespace() + "}";
  }

  private void recoverAsGuest(String target, String folder) {
    guest.create(
        "BackupRecovery",
        "web",
        "{%s source: {backupId: %s}, target: %s, startDeadline: '%s'}"
            .formatted(folder, world.latest, target, RecoveryScene.inSeconds(600)));
  }

  private void awaitReady(Scene where, String wanted) {
    eventually(
        () -> assertThat(state(where.recovery("web").conditions(), "Ready")).isEqualTo(wanted));
  }

  private void assertNoStart() {
    throughout(Duration.ofSeconds(3), () -> assertThat(world.posts()).isEmpty());
  }

  /** Beside what the folder's own sweeps ask. */
  private Set<String> methodsAsked() {
    return world.cloud().calls().stream()
        .map(Journal.Entry::method)
        .filter(method -> !method.equals("Resource.list"))
        .collect(Collectors.toSet());
  }

  @Test
  void shouldSpendNoneOfTheFoldersRequestsOnWhoIsRefused() {
    recoverAsGuest("{computeInstanceId: " + world.target + "}", folderOfWorld() + ",");
    awaitReady(guest, "False FolderNotAvailable");
    throughout(Duration.ofSeconds(4), () -> assertThat(methodsAsked()).isEmpty());

    world.scene.patch(BackupFolder.class, "default", "{spec: {allowedNamespaces: {from: All}}}");
    awaitReady(guest, "False NotPermitted");
    throughout(Duration.ofSeconds(4), () -> assertThat(methodsAsked()).isEmpty());

    world.scene.patch(
        BackupFolder.class,
        "default",
        "{spec: {access: [{namespaces: {from: All}, verbs: [Recover], computeInstanceIds: [%s]}]}}"
            .formatted(world.target));
    eventually(() -> assertThat(methodsAsked()).isNotEmpty());
    throughout(
        Duration.ofSeconds(4),
        () ->
            assertThat(methodsAsked())
                .as("whose backup it is has to be asked, and no more")
                .containsExactly("Backup.get"));
    awaitReady(guest, "False NotPermitted");
  }

  @Test
  void shouldNotOverwriteAMachineByAResourceOfTheAttackersOwnThatNamesIt() {
    world.scene.patch(BackupFolder.class, "default", "{spec: {allowedNamespaces: {from: All}}}");
    guest.create(
        "BackupResource",
        "mine",
        "{computeInstanceId: %s, %s}".formatted(world.target, folderOfWorld()));

    recoverAsGuest("{resourceRef: {name: mine}}", folderOfWorld() + ",");

    awaitReady(guest, "False NotPermitted");
    assertNoStart();
  }

  @Test
  void shouldNotFollowAReferenceToAResourceOfAnotherNamespaceOrFolder() {
    world.scene.create("BackupResource", "theirs", "{computeInstanceId: " + world.target + "}");
    guest.withFolder();
    guest.create(
        "BackupResource",
        "borrowed",
        "{computeInstanceId: %s, %s}".formatted(world.target, folderOfWorld()));

    recoverAsGuest("{resourceRef: {name: theirs}}", "");
    awaitReady(guest, "False ResourceNotFound");
    guest.delete(io.cloudbackup.api.BackupRecovery.class, "web");
    eventually(
        () -> assertThat(guest.find(io.cloudbackup.api.BackupRecovery.class, "web")).isNull());

    recoverAsGuest("{resourceRef: {name: borrowed}}", "");
    awaitReady(guest, "False ResourceNotFound");
    assertNoStart();
  }

  @Test
  void shouldNotOverwriteAMachineTwiceAtOnceByASecondFolderOfTheSameCloudFolder() {
    world.cloud().settings("{\"recoveryDuration\": \"1h\"}");
    // While the first start is on its way the machine looks idle: only the lock tells.
    world.cloud().fault("{method: Backup.startRecovery, kind: delay, delay: 4s}");
    guest.withFolder("recovery: {adoptionGracePeriod: 2s}");
    world.recover("web");
    eventually(() -> assertThat(world.posts()).hasSize(1));

    recoverAsGuest("{computeInstanceId: " + world.target + "}", "");

    eventually(() -> assertThat(guest.recovery("web").phase()).isEqualTo("Queued"));
    assertThat(world.posts()).hasSize(1);
    eventually(() -> assertThat(world.starts()).hasSize(1));
    world.cloud().settings("{\"recoveryDuration\": \"1s\"}");
    world.endWork();
    awaitReady(world.scene, "True Succeeded");
    awaitReady(guest, "True Succeeded");
    assertThat(world.starts()).hasSize(2);
    assertThat(world.posts()).as("none was sent to a busy machine").hasSize(2);
  }

  /** A scene of its own whose token reaches two cloud folders, with the target in one of them. */
  private Scene sceneWithTargetIn(String cloudFolder) {
    return Scene.of(
        "moved",
        """
        folders: [{id: b1gone}, {id: b1gtwo}]
        serviceAccounts: [{id: ajeboth, folders: [b1gone, b1gtwo], tokens: [t1.one]}]
        settings: {deleteDuration: 1s}
        machines:
          - {id: %s, backups: [{id: %s, age: 2h}]}
          - {id: %s, folder: %s}
        """
            .formatted(world.source, world.latest, world.target, cloudFolder));
  }

  private void recoverIn(Scene moved) {
    moved.withFolder();
    moved.create(
        "BackupRecovery",
        "web",
        "{source: {backupId: %s}, target: {computeInstanceId: %s}, startDeadline: '%s'}"
            .formatted(world.latest, world.target, RecoveryScene.inSeconds(600)));
  }

  private void assertRefusedAsElsewhere(Scene moved) {
    awaitReady(moved, "False TargetInOtherFolder");
    throughout(
        Duration.ofSeconds(3),
        () -> assertThat(moved.cloud().calls("Backup.startRecovery")).isEmpty());
  }

  @Test
  void shouldNotOverwriteAMachineThatMovedToAnotherCloudFolder() {
    try (Scene moved = sceneWithTargetIn("b1gtwo")) {
      recoverIn(moved);

      assertRefusedAsElsewhere(moved);
    }
  }

  @Test
  void shouldNotOverwriteAMachineThatMovesToAnotherCloudFolderWhileItsRecoveryWaits() {
    try (Scene moving = sceneWithTargetIn("b1gone")) {
      moving.cloud().machine(world.target, "{\"online\": false}");
      recoverIn(moving);
      awaitReady(moving, "False TargetOffline");

      moving.move(world.target, "b1gtwo");

      assertRefusedAsElsewhere(moving);
    }
  }

  @Test
  void shouldNotOverwriteAMachineThroughAFolderThatAnotherTeamCreatedAgain() {
    world.cloud().machine(world.target, "{\"status\": \"BACKUPING\", \"statusProgress\": 40}");
    String web = "{from: Selector, selector: {matchLabels: {team: web}}}";
    world.scene.patch(
        BackupFolder.class,
        "default",
        "{spec: {allowedNamespaces: %s, access: [{namespaces: %s, verbs: [Recover]}]}}"
            .formatted(web, web));
    recoverAsGuest("{computeInstanceId: " + world.target + "}", folderOfWorld() + ",");
    awaitReady(guest, "False TargetBusy");

    world.scene.delete(BackupFolder.class, "default");
    world.scene.withFolder();
    world.cloud().machine(world.target, "{\"status\": \"IDLE\", \"statusProgress\": 0}");

    awaitReady(guest, "False FolderNotAvailable");
    assertNoStart();
  }
}
