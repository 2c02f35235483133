package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One backup that makes trouble is no reason to let the others go stale. */
@SharedOperator
class InventoryObstaclesIT {
  @AutoClose
  private final Scene scene =
      Scene.start(
          "obstacles",
          """
          machines:
            - {id: epdone, backups: [{id: one-a, age: 2h}, {id: one-b, age: 3h}, {id: one-c, age: 4h}]}
          """);

  private List<String> names() {
    return scene.all(CloudBackup.class).stream().map(b -> b.getMetadata().getName()).toList();
  }

  private void awaitNames(String... names) {
    eventually(() -> assertThat(names()).containsExactlyInAnyOrder(names));
  }

  private String synced() {
    return state(scene.folder("default").conditions(), BackupFolderStatus.INVENTORY_SYNCED);
  }

  private void leavesTheCloud(String backup) {
    var _ = scene.cloud().api("DELETE", "/backup/v1/backups/epdone/" + backup, "", "t1.one");
  }

  @Test
  void shouldRemoveWhatIsGoneWhereTheCloudTellsNothingOfAnother() {
    scene.withFolder("inventory: {mode: All}");
    awaitNames("default.one-a", "default.one-b", "default.one-c");
    scene.cloud().fault("{method: Backup.get, path: 'one-(a|b)', times: 0, kind: status, code: 7}");

    List.of("one-a", "one-b", "one-c").forEach(this::leavesTheCloud);

    awaitNames("default.one-a", "default.one-b");
    eventually(() -> assertThat(synced()).isEqualTo("False PermissionDenied"));
    scene.cloud().mend();
    awaitNames();
    eventually(() -> assertThat(synced()).isEqualTo("True Listed"));
  }

  @Test
  void shouldRemoveWhatWasHeldWhenTheInventoryEnded() {
    scene.withFolder("sweepInterval: 1h, inventory: {mode: All}");
    awaitNames("default.one-a", "default.one-b", "default.one-c");
    scene.annotate(CloudBackup.class, "default.one-b", BackupApiGroup.PAUSED, "true");
    scene.patch(BackupFolder.class, "default", "{spec: {inventory: {mode: None}}}");
    awaitNames("default.one-b");

    scene.annotate(CloudBackup.class, "default.one-b", BackupApiGroup.PAUSED, "false");

    atOnce(() -> assertThat(names()).isEmpty());
  }
}
