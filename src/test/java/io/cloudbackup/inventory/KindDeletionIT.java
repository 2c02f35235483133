package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who deletes a CustomResourceDefinition, or forces a namespace away, has named no backup. */
@OwnOperator
class KindDeletionIT {
  @AutoClose
  private final Scene scene =
      Scene.start("kind", "machines: [{id: epdone, backups: [{id: one-old, age: 30h}]}]");

  private final Resource<CustomResourceDefinition> kind =
      ControlPlane.shared()
          .admin()
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(HasMetadata.getFullResourceName(CloudBackup.class));

  @Test
  void shouldDeleteNoBackupSinceItsKindGoes() {
    CustomResourceDefinition before = kind.get();
    scene.withFolder();
    try (OperatorUnderTest _ = OperatorUnderTest.start()) {
      scene.create("CloudBackup", "mine", "{backupId: one-old, deletionPolicy: Delete}");
      eventually(
          () ->
              assertThat(scene.existing(CloudBackup.class, "mine").getFinalizers())
                  .contains(BackupApiGroup.BACKUP_FINALIZER));

      kind.delete();

      eventually(() -> assertThat(kind.get()).isNull());
      assertThat(scene.events("mine")).anyMatch(e -> e.startsWith("Warning Retained"));
      assertThat(scene.cloud().calls("Backup.delete")).isEmpty();
    } finally {
      restore(before);
    }
  }

  /** An object that wants its backup deleted, and its operator, which is stopped. */
  private OperatorUnderTest written() {
    scene.withFolder();
    OperatorUnderTest operator = OperatorUnderTest.start();
    scene.create("CloudBackup", "mine", "{backupId: one-old, deletionPolicy: Delete}");
    eventually(
        () ->
            assertThat(scene.existing(CloudBackup.class, "mine").getFinalizers())
                .contains(BackupApiGroup.BACKUP_FINALIZER));
    operator.stop();
    return operator;
  }

  /** The API server tells times in seconds: what comes after it has a later one. */
  private void awaitDeletion() {
    within(
        Duration.ofMinutes(2),
        () -> {
          CloudBackup mine = scene.existing(CloudBackup.class, "mine");
          assertThat(mine.isMarkedForDeletion()).isTrue();
          assertThat(Instant.now())
              .isAfter(Instant.parse(mine.getMetadata().getDeletionTimestamp()).plusSeconds(1));
        });
  }

  private void awaitRetained(OperatorUnderTest stopped) {
    try (OperatorUnderTest _ = stopped.again()) {
      eventually(() -> assertThat(scene.find(CloudBackup.class, "mine")).isNull());
      assertThat(scene.cloud().calls("Backup.delete")).isEmpty();
    }
  }

  @Test
  void shouldDeleteNoBackupWhoseKindWasForcedAwayAndMadeAgain() {
    CustomResourceDefinition before = kind.get();
    OperatorUnderTest operator = written();
    try {
      kind.delete();
      awaitDeletion();
      var _ =
          kind.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": []}}");
      eventually(() -> assertThat(kind.get()).isNull());
    } finally {
      restore(before);
    }
    awaitRetained(operator);
  }

  @Test
  void shouldDeleteNoBackupWhoseNamespaceWasForcedAwayAndMadeAgain() {
    KubernetesClient admin = ControlPlane.shared().admin();
    OperatorUnderTest operator = written();
    String name = scene.namespace();
    var namespace = admin.namespaces().withName(name);
    var _ = namespace.delete();
    awaitDeletion();
    var _ =
        admin.raw(
            "/api/v1/namespaces/" + name + "/finalize",
            "PUT",
            "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}, \"spec\": {\"finalizers\": []}}"
                .formatted(name));
    eventually(() -> assertThat(namespace.get()).isNull());
    var _ =
        admin
            .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
            .create();
    scene.withFolder();
    awaitRetained(operator);
  }

  private void restore(CustomResourceDefinition before) {
    kind.withTimeout(60, TimeUnit.SECONDS).delete();
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(before.getMetadata().getName());
    metadata.setLabels(before.getMetadata().getLabels());
    metadata.setAnnotations(before.getMetadata().getAnnotations());
    before.setMetadata(metadata);
    before.setStatus(null);
    var _ = ControlPlane.shared().admin().resource(before).create();
    var _ =
        kind.waitUntilCondition(
            crd ->
                crd != null
                    && crd.getStatus() != null
                    && crd.getStatus().getConditions() != null
                    && crd.getStatus().getConditions().stream()
                        .anyMatch(
                            c -> c.getType().equals("Established") && c.getStatus().equals("True")),
            Duration.ofMinutes(1).toSeconds(),
            TimeUnit.SECONDS);
  }
}
