package io.cloudbackup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class LeanObjectsTest {
  private final KubernetesSerialization serialization = LeanObjects.serialization();

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
