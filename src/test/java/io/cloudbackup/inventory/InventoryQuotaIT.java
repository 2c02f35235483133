package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the API server refuses to take holds up nothing else. */
@SharedOperator
class InventoryQuotaIT {
  private static final String OLD = "default.old-one";

  /** More than are tried once the API server goes on to refuse. */
  private static final List<String> MANY =
      IntStream.rangeClosed(1, 12).mapToObj(i -> "new-" + i).toList();

  @AutoClose
  private final Scene scene =
      Scene.start(
          "quota",
          "machines: [{id: epdone, backups: [{id: old-one, age: 40h}, %s]}]"
              .formatted(
                  MANY.stream()
                      .map(id -> "{id: %s, age: 2h}".formatted(id))
                      .collect(Collectors.joining(", "))));

  private final List<HasMetadata> quota = new ArrayList<>();

  @AfterEach
  void takeAwayTheQuota() {
    quota.forEach(object -> scene.client().resource(object).delete());
  }

  private List<String> names() {
    return scene.all(CloudBackup.class).stream().map(b -> b.getMetadata().getName()).toList();
  }

  private void awaitAll() {
    eventually(
        () ->
            assertThat(names())
                .containsExactlyInAnyOrderElementsOf(
                    Stream.concat(Stream.of(OLD), MANY.stream().map("default."::concat)).toList()));
  }

  private String synced() {
    return state(scene.folder("default").conditions(), BackupFolderStatus.INVENTORY_SYNCED);
  }

  /** Refuses to create CloudBackups of those, with the code of a quota. */
  private void quotaOn(String ids) {
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
            - {expression: "!object.spec.backupId.matches('IDS')", reason: Forbidden, message: exceeded quota}
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
            .replace("NAME", "refusal-" + scene.namespace())
            .replace("IDS", ids);
    scene
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(object -> quota.add(scene.client().resource(object).create()));
    awaitRefusal();
  }

  /** The API server takes a moment to heed a new policy. */
  private void awaitRefusal() {
    CloudBackup probe = new CloudBackup();
    probe.setMetadata(
        new ObjectMetaBuilder().withNamespace(scene.namespace()).withName("probe").build());
    probe.setSpec(new CloudBackupSpec(null, "new-1", DeletionPolicy.Retain, null));
    eventually(
        () ->
            assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> scene.client().resource(probe).dryRun().create())
                .withMessageContaining("exceeded quota"));
  }

  private void awaitNotWritten() {
    eventually(() -> assertThat(synced()).isEqualTo("False CloudBackupsNotWritten"));
  }

  @Test
  void shouldGoOnWithTheOthersWhereTheApiServerRefusesOne() {
    quotaOn("^new-1$");
    scene.withFolder("inventory: {mode: All}");
    eventually(() -> assertThat(names()).contains(OLD, "default.new-2", "default.new-12"));
    awaitNotWritten();
    assertThat(names()).doesNotContain("default.new-1");
    assertThat(message(scene.folder("default").conditions(), BackupFolderStatus.INVENTORY_SYNCED))
        .contains("exceeded quota");

    var _ = scene.cloud().api("DELETE", "/backup/v1/backups/epdone/new-2", "", "t1.one");

    eventually(() -> assertThat(names()).doesNotContain("default.new-2"));
    takeAwayTheQuota();
    eventually(() -> assertThat(names()).contains("default.new-1"));
    eventually(() -> assertThat(synced()).isEqualTo("True Listed"));
  }

  @Test
  void shouldKeepUpWithWhatIsThereWhereAQuotaIsFull() {
    scene.withFolder("inventory: {mode: All}");
    awaitAll();
    quotaOn("^new");
    MANY.forEach(id -> scene.delete(CloudBackup.class, "default." + id));
    awaitNotWritten();
    assertThat(names()).containsExactly(OLD);

    scene.patch(
        CloudBackup.class,
        OLD,
        "{metadata: {labels: {%s: null}}}".formatted(BackupApiGroup.INSTANCE_LABEL));

    eventually(
        () ->
            assertThat(scene.existing(CloudBackup.class, OLD).getMetadata().getLabels())
                .containsEntry(BackupApiGroup.INSTANCE_LABEL, "epdone"));
    assertThat(names()).containsExactly(OLD);
    takeAwayTheQuota();
    awaitAll();
  }
}
