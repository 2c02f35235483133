package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.SharedOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups that people delete at the command line, with the operator that does it. */
@SharedOperator
class PluginDeletionIT {
  @AutoClose private final PluginScene world = new PluginScene();
  private final Spoken plugin = PluginScene.answering("yes\n");

  @BeforeEach
  void showAll() {
    world.scene.withFolder("inventory: {mode: All}");
    eventually(() -> assertThat(shown(world.old)).isEqualTo("True Observed"));
  }

  private String shown(String backup) {
    return ready("default." + backup);
  }

  private String ready(String name) {
    CloudBackup found = world.scene.find(CloudBackup.class, name);
    return found == null || found.getStatus() == null
        ? ""
        : state(found.getStatus().conditions(), "Ready");
  }

  @Test
  void shouldDeleteTheBackupAndSayItWhenItIsDone() {
    String person = world.person("deleter", "delete-backup");

    assertThat(world.run(plugin, "delete-backup", world.old, "--as", person))
        .as(plugin::err)
        .isZero();

    assertThat(plugin.out())
        .contains("Backup " + world.old + ", FULL", "Backup " + world.old + " is deleted.");
    assertThat(plugin.err()).doesNotContain("Observed");
    assertThat(world.scene.cloud().calls("Backup.delete")).hasSize(1);
    eventually(
        () -> assertThat(world.scene.find(CloudBackup.class, "default." + world.old)).isNull());
  }

  @Test
  void shouldNotSayThatABackupIsDeletedWhichAnotherObjectKeeps() {
    world.scene.create(
        "CloudBackup", "kept", "{backupId: " + world.old + ", deletionPolicy: Delete}");
    eventually(() -> assertThat(ready("kept")).isEqualTo("True Observed"));
    world.scene.letAge(CloudBackup.class, "kept");

    assertThat(world.run(plugin, "delete-backup", world.old)).isEqualTo(ExitCode.CLOUD.number());

    assertThat(plugin.out()).doesNotContain("is deleted.");
    assertThat(plugin.err()).contains("is not deleted", "/kept is older");
    assertThat(world.scene.cloud().calls("Backup.delete")).isEmpty();
  }

  @Test
  void shouldNotSayThatABackupIsDeletedWhichNeverWas() {
    assertThat(world.run(plugin, "delete-backup", "backup-odl" + world.suffix, "--folder", "other"))
        .as("no such folder")
        .isEqualTo(ExitCode.NOT_FOUND.number());
    world.scene.folder("other", "credentials: {iamTokenSecretRef: {name: token, key: token}}", "");
    eventually(() -> assertThat(world.scene.folder("other").conditions()).isNotEmpty());

    assertThat(world.run(plugin, "delete-backup", "backup-odl" + world.suffix, "--folder", "other"))
        .isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(plugin.out()).doesNotContain("is deleted.", "any more");
    assertThat(plugin.err())
        .contains("The cloud has no backup backup-odl", "Did you mean " + world.old);
    assertThat(world.scene.cloud().calls("Backup.delete")).isEmpty();
  }
}
