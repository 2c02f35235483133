package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** CloudBackups that users write: what they show, and what their deletion does. */
@SharedOperator
class BackupDeletionIT {
  @AutoClose
  private final Scene scene =
      Scene.start(
          "backups",
          """
          machines:
            - {id: epdone, backups: [{id: one-new, age: 2h}, {id: one-old, age: 30h}]}
            - {id: epdtwo, backups: [{id: two-new, age: 2h}]}
          """);

  private void write(Scene where, String name, String spec) {
    where.create("CloudBackup", name, spec);
  }

  private CloudBackupStatus status(Scene where, String name) {
    CloudBackupStatus status = where.existing(CloudBackup.class, name).getStatus();
    return status == null ? CloudBackupStatus.EMPTY : status;
  }

  private void awaitReady(Scene where, String name, String expected) {
    eventually(
        () -> assertThat(state(status(where, name).conditions(), "Ready")).isEqualTo(expected));
  }

  private void awaitGone(Scene where, String name) {
    eventually(() -> assertThat(where.find(CloudBackup.class, name)).isNull());
  }

  @Test
  void shouldShowOneBackupAndDeleteNothingWithoutBeingTold() {
    scene.withFolder();
    write(scene, "one", "{backupId: one-old}");
    awaitReady(scene, "one", "True Observed");
    assertThat(status(scene, "one").computeInstanceId()).isEqualTo("epdone");
    assertThat(state(status(scene, "one").conditions(), "Synced")).isEqualTo("True Observed");

    scene.delete(CloudBackup.class, "one");

    awaitGone(scene, "one");
    throughout(
        Duration.ofSeconds(3), () -> assertThat(scene.cloud().calls("Backup.delete")).isEmpty());
  }

  @Test
  void shouldDeleteTheBackupInTheCloudOnceAndFollowTheOperation() {
    scene.withFolder("inventory: {mode: All}");
    eventually(() -> assertThat(scene.find(CloudBackup.class, "default.one-old")).isNotNull());
    write(scene, "one", "{backupId: one-old, deletionPolicy: Delete}");
    awaitReady(scene, "one", "True Observed");

    scene.delete(CloudBackup.class, "one");

    awaitGone(scene, "one");
    assertThat(scene.cloud().calls("Backup.delete"))
        .singleElement()
        .satisfies(call -> assertThat(call.idempotencyKey()).isNotEmpty());
    awaitGone(scene, "default.one-old");
    assertThat(scene.find(CloudBackup.class, "default.one-new")).isNotNull();
    assertThat(scene.events("one")).anyMatch(e -> e.startsWith("Normal Deleted"));
  }

  @Test
  void shouldSayWhyTheCloudCanNotAndLetGoWhereAPersonSaysSo() {
    scene.withFolder();
    write(scene, "one", "{backupId: one-old, deletionPolicy: Delete}");
    awaitReady(scene, "one", "True Observed");
    scene.cloud().machine("epdone", "{\"online\": false}");
    scene.cloud().machine("epdtwo", "{\"online\": false}");

    scene.delete(CloudBackup.class, "one");

    awaitReady(scene, "one", "False DeletionBlocked");
    assertThat(message(status(scene, "one").conditions(), "Ready"))
        .contains("no active online compute instance", "backup.yandex.cloud/abandon");
    scene.annotate(CloudBackup.class, "one", BackupApiGroup.ABANDON, "true");
    awaitGone(scene, "one");
    assertThat(scene.cloud().api("GET", "/backup/v1/backups/one-old?folderId=b1gone", "", "t1.one"))
        .isNotEmpty();
  }

  @Test
  void shouldMakeTheYoungerOfTwoReadOnly() {
    scene.withFolder();
    write(scene, "older", "{backupId: one-old, deletionPolicy: Delete}");
    awaitReady(scene, "older", "True Observed");
    scene.letAge(CloudBackup.class, "older");
    write(scene, "younger", "{backupId: one-old, deletionPolicy: Delete}");
    awaitReady(scene, "younger", "False Duplicate");

    scene.delete(CloudBackup.class, "younger");

    awaitGone(scene, "younger");
    assertThat(scene.cloud().calls("Backup.delete")).isEmpty();
  }

  /** Somebody may take it for superfluous as long as it says that it deletes nothing. */
  @Test
  void shouldSayAtOnceThatTheYoungerOneDeletesWhenTheOlderOneDoesNot() {
    scene.withFolder();
    write(scene, "older", "{backupId: one-old, deletionPolicy: Delete}");
    awaitReady(scene, "older", "True Observed");
    scene.letAge(CloudBackup.class, "older");
    write(scene, "younger", "{backupId: one-old, deletionPolicy: Delete}");
    awaitReady(scene, "younger", "False Duplicate");

    scene.patch(CloudBackup.class, "older", "{spec: {deletionPolicy: Retain}}");

    atOnce(
        () ->
            assertThat(state(status(scene, "younger").conditions(), "Ready"))
                .isEqualTo("True Observed"));
  }

  @Test
  void shouldDeleteBesideAnOlderOneThatOnlyShowsTheBackup() {
    scene.withFolder();
    write(scene, "older", "{backupId: one-old}");
    awaitReady(scene, "older", "True Observed");
    write(scene, "younger", "{backupId: one-old, deletionPolicy: Delete}");
    awaitReady(scene, "younger", "True Observed");

    scene.delete(CloudBackup.class, "younger");

    awaitGone(scene, "younger");
    assertThat(scene.cloud().calls("Backup.delete")).hasSize(1);
  }

  @Test
  void shouldSayThatThereIsNoSuchBackupAndTakeANudge() {
    scene.withFolder();
    write(scene, "none", "{backupId: nowhere}");
    awaitReady(scene, "none", "False BackupNotFound");
    scene.cloud().control("POST", "/machines/epdone/backups", "{\"id\": \"nowhere\"}");

    scene.annotate(CloudBackup.class, "none", BackupApiGroup.RECONCILE_REQUESTED_AT, "now");

    atOnce(
        () ->
            assertThat(state(status(scene, "none").conditions(), "Ready"))
                .isEqualTo("True Observed"));
    assertThat(status(scene, "none").lastHandledReconcileAt()).isEqualTo("now");
  }

  @Test
  void shouldDeleteForAnotherNamespaceOnlyWhatItIsGranted() {
    Scene tenant = scene.neighbour(Map.of());
    scene.withFolder(
        """
        allowedNamespaces: {from: All},
        access: [{namespaces: {from: All}, verbs: [DeleteBackup], computeInstanceIds: [epdtwo]}]
        """);
    String folder = ", folderRef: {namespace: " + scene.namespace() + "}";
    write(tenant, "one", "{backupId: one-old, deletionPolicy: Delete" + folder + "}");
    write(tenant, "two", "{backupId: two-new, deletionPolicy: Delete" + folder + "}");
    awaitReady(tenant, "one", "True Observed");
    awaitReady(tenant, "two", "True Observed");

    tenant.delete(CloudBackup.class, "one");
    tenant.delete(CloudBackup.class, "two");

    awaitGone(tenant, "two");
    awaitReady(tenant, "one", "False DeletionBlocked");
    assertThat(message(status(tenant, "one").conditions(), "Ready")).contains("DeleteBackup");
    assertThat(scene.cloud().calls("Backup.delete"))
        .singleElement()
        .satisfies(call -> assertThat(call.path()).contains("two-new"));
    tenant.annotate(CloudBackup.class, "one", BackupApiGroup.ABANDON, "true");
    awaitGone(tenant, "one");
  }
}
