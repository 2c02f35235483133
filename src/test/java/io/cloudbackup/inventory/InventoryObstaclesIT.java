package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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

  @AfterEach
  void takeAwayTheQuota() {
    quota().forEach(object -> scene.client().resource(object).delete());
  }

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

  /** Refuses to create the CloudBackup of one-b, with the code of a quota. */
  private List<HasMetadata> quota() {
    String name = "refusal-" + scene.namespace();
    String yaml =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: NAME}
        spec:
          matchConstraints:
            resourceRules:
              - {apiGroups: [backup.yandex.cloud], apiVersions: ["*"], operations: [CREATE], resources: [cloudbackups]}
          validations:
            - {expression: "object.spec.backupId != 'one-b'", reason: Forbidden, message: exceeded quota}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: NAME}
        spec:
          policyName: NAME
          validationActions: [Deny]
          matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}}
        """
            .replace("NAMESPACE", scene.namespace())
            .replace("NAME", name);
    return scene
        .client()
        .load(
            new java.io.ByteArrayInputStream(
                yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .items();
  }

  /** The API server takes a moment to heed a new policy. */
  private void awaitRefusal() {
    CloudBackup probe = new CloudBackup();
    probe.setMetadata(
        new ObjectMetaBuilder().withNamespace(scene.namespace()).withName("probe").build());
    probe.setSpec(new CloudBackupSpec(null, "one-b", DeletionPolicy.Retain, null));
    eventually(
        () ->
            assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> scene.client().resource(probe).dryRun().create())
                .withMessageContaining("exceeded quota"));
  }

  @Test
  void shouldGoOnWithTheOthersWhereTheApiServerRefusesOne() {
    quota().forEach(object -> scene.client().resource(object).create());
    awaitRefusal();
    scene.withFolder("inventory: {mode: All}");
    eventually(() -> assertThat(names()).contains("default.one-a", "default.one-c"));
    eventually(() -> assertThat(synced()).isEqualTo("False CloudBackupsNotWritten"));
    assertThat(names()).doesNotContain("default.one-b");
    assertThat(message(scene.folder("default").conditions(), BackupFolderStatus.INVENTORY_SYNCED))
        .contains("exceeded quota");

    leavesTheCloud("one-c");

    awaitNames("default.one-a");
    takeAwayTheQuota();
    awaitNames("default.one-a", "default.one-b");
    eventually(() -> assertThat(synced()).isEqualTo("True Listed"));
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
