package io.cloudbackup.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbackup.api.BackupFolder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class ControlPlaneIT {
  private final ControlPlane controlPlane = ControlPlane.shared();

  @Test
  void shouldLogOperatorInWithRightsOfChart() {
    String namespace = controlPlane.newNamespace("rights");

    try (KubernetesClient operator = ControlPlane.client(controlPlane.operatorKubeconfig())) {
      assertThat(operator.resources(BackupFolder.class).inAnyNamespace().list()).isNotNull();
      assertThatExceptionOfType(KubernetesClientException.class)
          .isThrownBy(() -> operator.namespaces().withName(namespace).delete())
          .satisfies(e -> assertThat(e.getCode()).isEqualTo(403))
          .withMessageContaining(
              "system:serviceaccount:cloud-backup-operator:cloud-backup-operator");
    }
  }

  @Test
  void shouldGiveNamespacesOfTheirOwn() {
    String first = controlPlane.newNamespace("own");
    String second = controlPlane.newNamespace("own");

    assertThat(first).startsWith("own-").isNotEqualTo(second);
    assertThat(controlPlane.kubectl("get", "namespace", first, "-o", "name"))
        .isEqualTo("namespace/" + first);
  }

  @Test
  void shouldServeOneControlPlaneToAll() {
    assertThat(ControlPlane.shared()).isSameAs(controlPlane);
  }
}
