package io.cloudbackup.folder;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.cloudbackup.testing.Scene;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service account of the machine that the operator runs on: whose folders may use it. */
@OwnOperator
class FolderMetadataIT {
  private static final String BY_METADATA = "credentials: {instanceMetadata: {}}";
  private static final String CLOUD =
      """
      folders: [{id: b1gone}]
      serviceAccounts: [{id: ajenode, folders: [b1gone]}]
      machines: [{id: epdone}]
      """;

  private static OperatorUnderTest operatorFor(Scene scene) {
    return OperatorUnderTest.start(
        "--metadata-address",
        scene.cloud().uri().toString(),
        "--metadata-namespaces",
        "somebody-elses," + scene.namespace());
  }

  private static void awaitReason(Scene scene, String ready, String word, String otherWord) {
    eventually(
        () -> {
          var conditions = scene.folder("default").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo(ready);
          assertThat(message(conditions, "Ready")).contains(word, otherWord);
        });
  }

  @Test
  void shouldServeOnlyTheNamespacesThatTheOperatorsSettingsName() {
    try (Scene scene = Scene.of("meta", CLOUD + "metadataAccount: ajenode\n");
        OperatorUnderTest operator = operatorFor(scene)) {
      Scene other = scene.neighbour(Map.of());
      other.folder("default", BY_METADATA, "");
      awaitReason(
          other,
          "False NamespaceNotAllowed",
          other.namespace(),
          "CLOUD_BACKUP_METADATA_NAMESPACES");
      assertThat(scene.cloud().calls("Iam.metadataToken")).isEmpty();

      scene.folder("default", BY_METADATA, "");

      eventually(
          () ->
              assertThat(state(scene.folder("default").conditions(), "Ready"))
                  .isEqualTo("True Swept"));
      assertThat(scene.cloud().calls("Iam.metadataToken")).hasSize(1);
      assertThat(operator.alive()).isTrue();
    }
  }

  @Test
  void shouldSayThatNoServiceAccountIsAttached() {
    try (Scene scene = Scene.of("meta", CLOUD);
        OperatorUnderTest operator = operatorFor(scene)) {
      scene.folder("default", BY_METADATA, "");

      awaitReason(
          scene, "False NoServiceAccountAttached", "yc compute instance update", "MetadataToken");
      assertThat(operator.alive()).isTrue();
    }
  }
}
