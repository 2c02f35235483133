package io.cloudbackup.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.cloudbackup.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The CustomResourceDefinitions as a real API server takes, explains and serves them. */
class CrdInstallIT {
  private static final ControlPlane CONTROL_PLANE = ControlPlane.shared();

  static List<Path> crds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("crds"))) {
      return files.sorted().toList();
    }
  }

  /** Under another group, since an update is spared some checks that a creation is not. */
  @ParameterizedTest
  @MethodSource("crds")
  void shouldBeInstalledWithoutWarning(Path crd, @TempDir Path directory) throws IOException {
    Path copy = directory.resolve("copy.yml");
    Files.writeString(
        copy, Files.readString(crd).replace(BackupApiGroup.GROUP, "copy.yandex.cloud"));

    String answer = CONTROL_PLANE.kubectl("create", "--dry-run=server", "-f", copy.toString());

    assertThat(answer)
        .isEqualTo(
            "customresourcedefinition.apiextensions.k8s.io/%s.copy.yandex.cloud created (server dry run)",
            crd.getFileName().toString().split("\\.", 2)[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "backupfolder.spec.credentials.authorizedKeySecretRef.key, Key in the Secret's data.",
    "bfolder.spec.access.namespaces.selector.matchLabels, all of which a namespace must carry.",
    "backupresource.status.activeTasks.progress.total, What there is to do.",
    "backuprecovery.spec.source.latest.before, Only backups made before this RFC 3339 time.",
    "backuprecovery.status.plan.disks.volumes.size, Size of the volume in bytes."
  })
  void shouldBeExplainedByKubectl(String field, String description) {
    // A new group reaches the served OpenAPI document a moment after it is established.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              String text = CONTROL_PLANE.kubectl("explain", field);
              assertThat(text.replaceAll("\\s+", " ")).contains(description);
            });
  }

  @Test
  void shouldKeepStatusWhenCloudOrOperatorIsNewerThanSchema() {
    BackupResource machine =
        written(
            """
            apiVersion: backup.yandex.cloud/v1alpha1
            kind: BackupResource
            metadata: {name: newer, namespace: %s}
            spec: {computeInstanceId: epdexamplemachine1}
            status:
              state: HIBERNATING
              type: ON_THE_MOON
              fieldOfTomorrow: {a: 1}
              activeTasks:
                - {id: "9223372036854775808", type: DANCE, status: TWIRLING, fieldOfTomorrow: 1}
            """,
            BackupResource.class);

    assertThat(machine.getStatus().state()).isEqualTo("HIBERNATING");
    assertThat(machine.getStatus().type()).isEqualTo("ON_THE_MOON");
    assertThat(machine.getStatus().activeTasks())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.id()).isEqualTo("9223372036854775808");
              assertThat(task.type()).isEqualTo("DANCE");
              assertThat(task.status()).isEqualTo("TWIRLING");
            });
  }

  @Test
  void shouldKeepPhaseWhenOperatorIsNewerThanSchema() {
    BackupRecovery recovery =
        written(
            """
            apiVersion: backup.yandex.cloud/v1alpha1
            kind: BackupRecovery
            metadata: {name: newer, namespace: %s}
            spec:
              source: {backupId: 9cba836d}
              target: {computeInstanceId: epdexamplemachine1}
              startDeadline: "2026-12-01T18:00:00Z"
            status:
              phase: Rewinding
              resultCode: MAYBE
              fieldOfTomorrow: 1
              plan: {backupId: 9cba836d, backupSize: 9223372036854775807, fieldOfTomorrow: [1]}
            """,
            BackupRecovery.class);

    assertThat(recovery.getStatus().phase()).isEqualTo("Rewinding");
    assertThat(recovery.getStatus().currentPhase()).isEqualTo(RecoveryPhase.Pending);
    assertThat(recovery.getStatus().resultCode()).isEqualTo("MAYBE");
    assertThat(requireNonNull(recovery.getStatus().plan()).backupSize()).isEqualTo(Long.MAX_VALUE);
    assertThat(requireNonNull(recovery.getStatus().plan()).computeInstanceId()).isEmpty();
  }

  @Test
  void shouldKeepCountsWhenCloudHasNewStates() {
    BackupFolder folder =
        written(
            """
            apiVersion: backup.yandex.cloud/v1alpha1
            kind: BackupFolder
            metadata: {name: newer, namespace: %s}
            spec:
              folderId: b1gexamplefolder
              credentials: {iamTokenSecretRef: {name: cloud-token, key: token}}
            status:
              fieldOfTomorrow: {a: 1}
              machines: {total: 1, online: 1, byState: {HIBERNATING: 1}}
            """,
            BackupFolder.class);

    assertThat(requireNonNull(folder.getStatus().machines()).byState())
        .containsExactly(entry("HIBERNATING", 1));
  }

  /** What is stored of an object and its status, neither of them checked by the types here. */
  private static <T extends HasMetadata> T written(String yaml, Class<T> kind) {
    KubernetesClient client = CONTROL_PLANE.admin();
    String namespace = CONTROL_PLANE.newNamespace("crds");
    var object = client.resource(yaml.formatted(namespace));
    object.create();
    object.patchStatus();
    return client.resources(kind).inNamespace(namespace).withName("newer").require();
  }
}
