package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.DeletionPolicy;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Deletions by the plugin where no operator takes part: the test plays it. */
@Execution(ExecutionMode.CONCURRENT)
class PluginDeleteBackupIT {
  @AutoClose private final PluginScene world = new PluginScene();
  private final ShownBackups backups = new ShownBackups(world.scene);
  private final Spoken plugin = PluginScene.answering("");

  @Test
  void shouldDeleteABackupByAnObjectThatOnlyTheOperatorLetsGo() {
    backups.closedFolder();
    Spoken yes = PluginScene.answering("yes\n");
    var _ = backups.write("mine", "Id_Of.Backup", "epdone", Instant.now());
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> world.run(yes, "delete-backup", "Id_Of.Backup"));

    eventually(
        () -> {
          CloudBackup deleting = deleting();
          assertThat(deleting).as(yes::err).isNotNull();
        });
    CloudBackup deleting = world.scene.existing(CloudBackup.class, "delete-id-of.backup");
    assertThat(deleting.getSpec().backupId()).isEqualTo("Id_Of.Backup");
    assertThat(deleting.getSpec().deletionPolicy()).isEqualTo(DeletionPolicy.Delete);
    assertThat(deleting.getMetadata().getFinalizers())
        .containsExactly(BackupApiGroup.BACKUP_FINALIZER);
    assertThat(exit).as("it waits for the operator").isNotDone();

    world.scene.patch(CloudBackup.class, "delete-id-of.backup", "{metadata: {finalizers: []}}");

    assertThat(exit)
        .as("nobody told what became of the backup")
        .succeedsWithin(20, TimeUnit.SECONDS)
        .isEqualTo(ExitCode.GONE.number());
    assertThat(yes.out()).contains("4.0GiB").doesNotContain("is deleted");
    assertThat(yes.err()).contains("no Event tells");
  }

  /** What the plugin makes of the operator's word that the cloud had nothing to delete. */
  private int toldThatItIsAbsent(Spoken as, String... more) {
    List<String> line = new ArrayList<>(List.of("delete-backup", "Id_Of.Backup", "--yes"));
    line.addAll(List.of(more));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> world.run(as, line.toArray(String[]::new)));
    eventually(() -> assertThat(deleting()).as(as::err).isNotNull());
    CloudBackup deleting = world.scene.existing(CloudBackup.class, "delete-id-of.backup");
    var _ =
        world
            .scene
            .client()
            .resource(
                new EventBuilder()
                    .withNewMetadata()
                    .withName("absent")
                    .withNamespace(world.scene.namespace())
                    .endMetadata()
                    .withReason("AlreadyAbsent")
                    .withMessage("The cloud doesn't have the backup any more.")
                    .withNewInvolvedObject()
                    .withName(deleting.getMetadata().getName())
                    .withNamespace(world.scene.namespace())
                    .withUid(deleting.getMetadata().getUid())
                    .endInvolvedObject()
                    .build())
            .create();
    world.scene.patch(CloudBackup.class, "delete-id-of.backup", "{metadata: {finalizers: []}}");
    assertThat(exit).as(as::err).succeedsWithin(20, TimeUnit.SECONDS);
    return exit.join();
  }

  @Test
  void shouldSayThatTheCloudHasItNoMore() {
    backups.closedFolder();
    var _ = backups.write("mine", "Id_Of.Backup", "epdone", Instant.now());

    assertThat(toldThatItIsAbsent(plugin)).isZero();

    assertThat(plugin.out())
        .contains("The cloud has no backup Id_Of.Backup any more.")
        .doesNotContain("is deleted");
  }

  @Test
  void shouldTakeWhatNobodyHasSeenForAMistake() {
    backups.closedFolder();
    var _ = backups.write("near", "Id_Of.Bakcup", "epdone", Instant.now());

    assertThat(toldThatItIsAbsent(plugin, "--folder", "nowhere"))
        .isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(plugin.out()).doesNotContain("is deleted", "any more");
    assertThat(plugin.err())
        .contains("The cloud has no backup Id_Of.Backup in BackupFolder " + world.scene.namespace())
        .contains("/nowhere, or no more: check the id and --folder. Did you mean Id_Of.Bakcup?");
  }

  @Test
  void shouldRefuseAFolderThatIsNotTheBackups() {
    backups.closedFolder();
    var _ = world.scene.withFolder();
    var _ = backups.write("mine", "id-mine", "epdone", Instant.now());

    assertThat(world.run(plugin, "delete-backup", "id-mine", "--yes", "--folder", "default"))
        .isEqualTo(ExitCode.USAGE.number());

    assertThat(plugin.err())
        .contains("/mine says that backup id-mine belongs to BackupFolder", "/nowhere, not to");
    assertThat(world.scene.find(CloudBackup.class, "delete-id-mine")).isNull();
  }

  private @Nullable CloudBackup deleting() {
    CloudBackup found = world.scene.find(CloudBackup.class, "delete-id-of.backup");
    return found == null || found.getMetadata().getDeletionTimestamp() == null ? null : found;
  }

  @Test
  void shouldDeleteNothingThatSomebodyDoesNotConfirm() {
    backups.closedFolder();
    Spoken no = PluginScene.answering("no\n");
    var _ = backups.write("mine", "id-mine", "epdone", Instant.now());

    assertThat(world.run(no, "delete-backup", "mine")).isEqualTo(ExitCode.DECLINED.number());
    assertThat(world.run(plugin, "delete-backup", "mine"))
        .as("nobody answers")
        .isEqualTo(ExitCode.DECLINED.number());

    assertThat(world.scene.find(CloudBackup.class, "delete-id-mine")).isNull();
    assertThat(plugin.err()).contains("--yes");
  }

  @Test
  void shouldNotBeginADeletionThatSomebodyMayNotEnd() {
    backups.closedFolder();
    var _ = backups.write("mine", "id-mine", "epdone", Instant.now());
    String creator = "creator-of-" + world.scene.namespace();
    letCreate(creator);

    eventually(
        () -> {
          Spoken creating = PluginScene.answering("yes\n");
          assertThat(world.run(creating, "delete-backup", "mine", "--as", creator))
              .isEqualTo(ExitCode.FORBIDDEN.number());
          assertThat(creating.err())
              .contains("may not delete cloudbackups.backup.yandex.cloud", world.scene.namespace());
        });
    assertThat(world.scene.find(CloudBackup.class, "delete-id-mine")).isNull();
  }

  private void letCreate(String user) {
    String name = "creator";
    String group = "rbac.authorization.k8s.io";
    var role =
        new RoleBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(world.scene.namespace())
            .endMetadata()
            .addNewRule()
            .withApiGroups(BackupApiGroup.GROUP)
            .withResources("cloudbackups", "backupfolders")
            .withVerbs("get", "list", "create")
            .endRule()
            .build();
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(world.scene.namespace())
            .endMetadata()
            .withNewRoleRef(group, "Role", name)
            .addNewSubject(group, "User", user, null)
            .build();
    var _ = world.scene.client().resource(role).create();
    var _ = world.scene.client().resource(binding).create();
  }
}
