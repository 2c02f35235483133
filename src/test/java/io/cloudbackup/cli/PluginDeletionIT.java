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
}
