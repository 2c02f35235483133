package io.cloudbackup.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.CloudBackup;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminatingKindsTest {
  @ParameterizedTest
  @CsvSource({
    // created, deleted, the namespace made
    "10:00:00, 10:00:05, 10:00:06, true",
    "10:00:00, 10:00:05, 10:00:05, true",
    "10:00:00, 10:00:05, 10:00:04, false",
    "10:00:00, 10:00:00, 10:00:00, false",
    "10:00:00, 10:00:05, 09:59:59, false",
  })
  void shouldTellAnObjectOfAFormerNamespaceFromOneOfThis(
      String created, String deleted, String made, boolean former) {
    CloudBackup object = new CloudBackup();
    object.getMetadata().setCreationTimestamp("2026-03-02T" + created + "Z");
    object.getMetadata().setDeletionTimestamp("2026-03-02T" + deleted + "Z");
    Namespace namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withCreationTimestamp("2026-03-02T" + made + "Z")
            .endMetadata()
            .build();

    assertThat(TerminatingKinds.wentWithFormer(object, namespace)).isEqualTo(former);
  }
}
