package io.cloudbackup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeanObjectsTest {
  private final KubernetesSerialization serialization = LeanObjects.serialization();

  @Test
  void shouldKeepOfAMirrorOnlyThatByWhichAChangeIsTold() {
    CloudBackup mirror = backup("managedBy: Inventory");

    assertThat(mirror.getStatus())
        .isEqualTo(CloudBackupStatus.EMPTY.with(3L, "n", List.of(), null).withDigest("d"));
    assertThat(mirror.getSpec().backupId()).isEqualTo("b1");
    assertThat(serialization.clone(mirror).getStatus()).isEqualTo(mirror.getStatus());
  }

  @Test
  void shouldKeepAllOfABackupThatAUserWrote() {
    assertThat(backup("deletionPolicy: Delete").getStatus().computeInstanceId()).isEqualTo("m1");
  }

  private CloudBackup backup(String spec) {
    return serialization.unmarshal(
        """
        apiVersion: backup.yandex.cloud/v1alpha1
        kind: CloudBackup
        metadata: {name: default.b1}
        spec: {backupId: b1, %s}
        status:
          observedGeneration: 3
          lastHandledReconcileAt: n
          computeInstanceId: m1
          conditions: [{type: Ready, status: "True", reason: Observed, lastTransitionTime: t}]
          disks: [{name: disk-1, size: 1}]
          digest: d
        """
            .formatted(spec),
        CloudBackup.class);
  }

  @Test
  void shouldKeepEverythingButManagedFields() {
    BackupResource web =
        serialization.unmarshal(
            """
            apiVersion: backup.yandex.cloud/v1alpha1
            kind: BackupResource
            metadata:
              name: web
              resourceVersion: "7"
              labels: {app: web}
              managedFields:
                - {manager: kubectl, operation: Apply, fieldsV1: {"f:spec": {}}}
            spec: {computeInstanceId: epdweb}
            """,
            BackupResource.class);

    assertThat(web.getMetadata().getManagedFields()).isEmpty();
    assertThat(web.getMetadata().getLabels()).containsEntry("app", "web");
    assertThat(web.getMetadata().getAdditionalProperties()).isEmpty();
    assertThat(serialization.asJson(web))
        .contains("\"resourceVersion\":\"7\"", "epdweb")
        .doesNotContain("managedFields", "kubectl");
  }
}
