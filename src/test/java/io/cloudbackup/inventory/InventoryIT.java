package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The CloudBackups that the operator keeps, and that none of them ever deletes a backup. */
@SharedOperator
class InventoryIT {
  @AutoClose
  private final Scene scene =
      Scene.start(
          "inventory",
          """
          machines:
            - {id: epdone, backups: [{id: one-new, age: 2h}, {id: one-old, age: 30h, size: 2GiB}]}
            - {id: epdtwo, backups: [{id: two-new, age: 3h}]}
            - {id: epdbare}
          """);

  private List<CloudBackup> backups() {
    return scene.all(CloudBackup.class);
  }

  private List<String> names() {
    return backups().stream().map(b -> b.getMetadata().getName()).toList();
  }

  private void awaitNames(String... names) {
    eventually(() -> assertThat(names()).containsExactlyInAnyOrder(names));
  }

  private void awaitAll() {
    awaitNames("default.one-new", "default.one-old", "default.two-new");
    eventually(() -> assertThat(backups()).allMatch(b -> b.getStatus() != null));
  }

  private void mode(String inventory) {
    scene.patch(BackupFolder.class, "default", "{spec: {inventory: " + inventory + "}}");
  }

  private String synced() {
    return state(scene.folder("default").conditions(), BackupFolderStatus.INVENTORY_SYNCED);
  }

  private void assertCloudKeepsAll() {
    assertThat(scene.cloud().calls("Backup.delete")).isEmpty();
    assertThat(
            scene
                .cloud()
                .api("GET", "/backup/v1/backups?folderId=b1gone", "", "t1.one")
                .path("backups")
                .findValuesAsText("id"))
        .containsExactlyInAnyOrder("one-new", "one-old", "two-new");
  }

  @Test
  void shouldShowWhatTheFolderAsksForAndNeverDeleteInTheCloud() {
    scene.withFolder("inventory: {mode: Latest}");
    awaitNames("default.one-new", "default.two-new");
    mode("{mode: All}");
    awaitAll();
    mode("{mode: Latest, maxPerResource: 1}");
    awaitNames("default.one-new", "default.two-new");
    mode("{mode: None}");
    awaitNames();

    assertCloudKeepsAll();
    eventually(() -> assertThat(synced()).isEmpty());
  }

  @Test
  void shouldShowEveryFieldUnderAStableNameAndWithoutOwnerOrFinalizer() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();

    CloudBackup old = scene.existing(CloudBackup.class, "default.one-old");
    assertThat(old.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(old.getMetadata().getFinalizers()).isEmpty();
    assertThat(old.getMetadata().getLabels())
        .containsEntry(BackupApiGroup.FOLDER_LABEL, "default")
        .containsEntry(BackupApiGroup.INSTANCE_LABEL, "epdone")
        .containsEntry(BackupApiGroup.POLICY_LABEL, "cdgdaily")
        .containsEntry(BackupApiGroup.TYPE_LABEL, "FULL");
    assertThat(state(old.getStatus().conditions(), "Ready")).isEqualTo("True Observed");
    assertThat(old.getStatus().computeInstanceId()).isEqualTo("epdone");
    assertThat(old.getStatus().size()).isEqualTo(2L << 30);
    assertThat(old.getStatus().archiveId()).isNotEmpty();
    assertThat(old.getStatus().disks().getFirst().volumes()).isNotEmpty();
    eventually(
        () -> {
          assertThat(synced()).isEqualTo("True Listed");
          BackupFolderStatus.Inventory inventory = scene.folder("default").inventory();
          assertThat(inventory).isNotNull();
          assertThat(Objects.requireNonNull(inventory).backups()).isEqualTo(3);
        });
  }

  @Test
  void shouldWriteNothingWhileNothingChanges() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();
    // A write of the same status would leave no trace, so one says something else.
    var _ =
        scene
            .client()
            .resource(scene.existing(CloudBackup.class, "default.one-old"))
            .subresource("status")
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"size\": 1}}");
    List<String> before = versions();
    int lists = scene.cloud().calls("Backup.list").size();

    eventually(() -> assertThat(scene.cloud().calls("Backup.list")).hasSizeGreaterThan(lists + 2));

    assertThat(versions()).isEqualTo(before);
  }

  private List<String> versions() {
    return backups().stream().map(b -> b.getMetadata().getResourceVersion()).sorted().toList();
  }

  @Test
  void shouldBringBackWhatSomebodyDeletesOrRelabels() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();
    String uid = scene.existing(CloudBackup.class, "default.one-new").getMetadata().getUid();

    scene.delete(CloudBackup.class, "default.one-new");
    scene.patch(
        CloudBackup.class,
        "default.two-new",
        "{metadata: {labels: {backup.yandex.cloud/instance: wrong}}}");

    eventually(
        () -> {
          assertThat(scene.existing(CloudBackup.class, "default.one-new").getMetadata().getUid())
              .isNotEqualTo(uid);
          assertThat(scene.existing(CloudBackup.class, "default.two-new").getMetadata().getLabels())
              .containsEntry(BackupApiGroup.INSTANCE_LABEL, "epdtwo");
        });
    assertCloudKeepsAll();
  }

  @Test
  void shouldRemoveWhatLeftTheCloudAfterASecondLook() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();

    var _ = scene.cloud().api("DELETE", "/backup/v1/backups/epdone/one-old", "", "t1.one");

    awaitNames("default.one-new", "default.two-new");
    assertThat(scene.cloud().calls("Backup.get")).anyMatch(c -> c.path().contains("one-old"));
  }

  @Test
  void shouldNotTakeAnEmptyOrFailedListForProof() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();

    scene.cloud().fault("{method: Backup.list, kind: shortList, drop: 100, times: 0}");
    eventually(() -> assertThat(synced()).isEqualTo("False ListIncomplete"));
    awaitAll();
    scene.cloud().mend();
    eventually(() -> assertThat(synced()).isEqualTo("True Listed"));
    scene.cloud().fault("{method: Backup.list, kind: status, code: 7, times: 0}");
    eventually(() -> assertThat(synced()).isEqualTo("False PermissionDenied"));

    awaitAll();
    assertThat(state(scene.folder("default").conditions(), "Ready")).isEqualTo("True Swept");
  }

  @Test
  void shouldRemoveThemWithTheirFolderAndNothingInTheCloud() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();

    scene.delete(BackupFolder.class, "default");

    awaitNames();
    assertCloudKeepsAll();
  }

  @Test
  void shouldTakeATerminatingNamespaceForNoWishToDeleteBackups() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();
    scene.create("CloudBackup", "mine", "{backupId: one-old, deletionPolicy: Delete}");
    eventually(
        () ->
            assertThat(scene.existing(CloudBackup.class, "mine").getMetadata().getFinalizers())
                .containsExactly(BackupApiGroup.BACKUP_FINALIZER));

    var _ = scene.client().namespaces().withName(scene.namespace()).delete();

    eventually(
        () -> assertThat(scene.client().namespaces().withName(scene.namespace()).get()).isNull());
    assertCloudKeepsAll();
  }

  @Test
  void shouldLeaveAloneAnObjectOfAUserThatHasTheName() {
    scene.create("CloudBackup", "default.two-new", "{backupId: one-old}");
    scene.withFolder("inventory: {mode: All}");
    awaitAll();
    mode("{mode: None}");

    awaitNames("default.two-new");
    assertThat(scene.existing(CloudBackup.class, "default.two-new").getSpec().backupId())
        .isEqualTo("one-old");
  }

  @Test
  void shouldRemoveCopiesOfWhatItKeeps() {
    scene.withFolder("inventory: {mode: Latest}");
    awaitNames("default.one-new", "default.two-new");

    scene.create(
        "CloudBackup",
        "copied",
        "{backupId: one-old, folderRef: {name: default}, managedBy: Inventory}");
    scene.create(
        "CloudBackup",
        "orphan",
        "{backupId: one-old, folderRef: {name: other}, managedBy: Inventory}");

    awaitNames("default.one-new", "default.two-new");
    assertCloudKeepsAll();
  }

  @Test
  void shouldHoldNoPausedOneToAnything() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();
    scene.annotate(CloudBackup.class, "default.one-new", BackupApiGroup.PAUSED, "true");

    mode("{mode: None}");

    awaitNames("default.one-new");
    throughout(Duration.ofSeconds(3), () -> assertThat(names()).containsExactly("default.one-new"));
  }

  private BackupResourceStatus.Backups backups(String resource) {
    BackupResourceStatus.Backups backups = scene.resource(resource).backups();
    assertThat(backups).as("status.backups of %s", resource).isNotNull();
    return Objects.requireNonNull(backups);
  }

  @Test
  void shouldSumUpTheBackupsOfAMachineFromTheSameList() {
    scene.create("BackupResource", "one", "{computeInstanceId: epdone}");
    scene.create("BackupResource", "bare", "{computeInstanceId: epdbare}");
    scene.withFolder("inventory: {mode: Latest}");

    eventually(
        () -> {
          BackupResourceStatus.Backups one = backups("one");
          assertThat(one.count()).isEqualTo(2);
          assertThat(one.totalSize()).isEqualTo(3L << 30);
          assertThat(one.newestBackupId()).isEqualTo("one-new");
          assertThat(one.archives()).hasSize(1);
          assertThat(one.archives().getFirst().size()).isEqualTo(3L << 30);
          assertThat(backups("bare").count()).isZero();
        });
    assertThat(scene.cloud().calls("Backup.listArchives"))
        .as("only of the machine that is watched and has backups")
        .hasSize(1);
    mode("{mode: None}");
    eventually(() -> assertThat(scene.resource("one").backups()).isNull());
  }
}
