package io.cloudbackup.runtime;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.cloudbackup.testing.Scene;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chart installed with watchNamespaces: Roles, no ClusterRole, and each folder for its own. */
@OwnOperator
class NamespacedInstallIT {
  private static final String NAME = "team-operator";
  private static final String FULL_NAME = NAME + "-cloud-backup-operator";

  private final String machine = "epd" + UUID.randomUUID().toString().substring(0, 8);

  @AutoClose
  private final Scene scene =
      Scene.start(
          "single",
          "machines: [{id: %s, backups: [{id: backup-one, age: 2h}]}]".formatted(machine));

  private final Scene other = scene.neighbour(Map.of("team", "web"));

  @BeforeEach
  void install() {
    String answer =
        ControlPlane.shared()
            .helm(
                "install",
                NAME,
                "CHART",
                "--namespace",
                scene.namespace(),
                "--set",
                "replicaCount=0,crds.enabled=false,watchNamespaces={" + scene.namespace() + "}");
    assertThat(answer).contains("It handles objects in " + scene.namespace());
  }

  @AfterEach
  void uninstall() {
    assertThat(ControlPlane.shared().helm("uninstall", NAME, "--namespace", scene.namespace()))
        .contains("uninstalled");
  }

  private OperatorUnderTest startOperator() {
    return OperatorUnderTest.startAs(
        ControlPlane.shared().kubeconfigOf(scene.namespace(), FULL_NAME),
        scene.namespace(),
        "--watch-namespaces",
        scene.namespace(),
        "--leader-election",
        "true");
  }

  private String folder() {
    return state(scene.folder("default").conditions(), "Ready");
  }

  @Test
  void shouldDoAllItsWorkWithoutAnyClusterRole() {
    assertThat(
            ControlPlane.shared().helm("get", "manifest", NAME, "--namespace", scene.namespace()))
        .contains("kind: Role\n", FULL_NAME + "-recover")
        .doesNotContain("ClusterRole");
    try (OperatorUnderTest operator = startOperator()) {
      scene.withFolder("inventory: {mode: All}");
      eventually(() -> assertThat(scene.find(CloudBackup.class, "default.backup-one")).isNotNull());
      scene.create(
          "BackupResource", "one", "{computeInstanceId: " + machine + ", deletionPolicy: Delete}");
      scene.create(
          "BackupRecovery",
          "web",
          "{source: {backupId: backup-one}, target: {computeInstanceId: %s}, startDeadline: '%s', ttlAfterFinished: 0s}"
              .formatted(machine, Instant.now().plusSeconds(20)));
      eventually(
          () -> {
            assertThat(folder()).isEqualTo("True Swept");
            assertThat(state(scene.resource("one").conditions(), "Ready"))
                .isEqualTo("True Observed");
            assertThat(scene.cloud().starts(machine)).hasSize(1);
            assertThat(scene.events("web")).anyMatch(e -> e.startsWith("Normal Succeeded"));
          });

      scene.delete(BackupResource.class, "one");

      eventually(
          () -> {
            assertThat(scene.find(BackupResource.class, "one")).isNull();
            assertThat(scene.find(io.cloudbackup.api.BackupRecovery.class, "web"))
                .as("its time has passed")
                .isNull();
          });
      assertThat(scene.cloud().calls("Resource.delete")).hasSize(1);
      scene.delete(BackupFolder.class, "default");
      eventually(() -> assertThat(scene.find(CloudBackup.class, "default.backup-one")).isNull());
      assertThat(operator.log()).doesNotContainIgnoringCase("forbidden");
    }
  }

  @Test
  void shouldRefuseAFolderThatIsToServeOthers() {
    try (OperatorUnderTest operator = startOperator()) {
      scene.withFolder("allowedNamespaces: {from: All}");
      eventually(() -> assertThat(folder()).isEqualTo("False NamespaceAccessUnavailable"));
      assertThat(message(scene.folder("default").conditions(), "Ready"))
          .contains("watchNamespaces", "Say Same");
      assertThat(scene.cloud().calls("Resource.list")).isEmpty();

      change("allowedNamespaces: null");
      eventually(() -> assertThat(folder()).isEqualTo("True Swept"));

      change("allowedNamespaces: {from: Selector, selector: {matchLabels: {team: web}}}");
      eventually(() -> assertThat(folder()).isEqualTo("False NamespaceAccessUnavailable"));

      change("allowedNamespaces: {from: Same, selector: null}");
      eventually(() -> assertThat(folder()).isEqualTo("True Swept"));

      change("access: [{namespaces: {from: All}, verbs: [Recover]}]");
      eventually(() -> assertThat(folder()).isEqualTo("False NamespaceAccessUnavailable"));
      assertThat(operator.log()).doesNotContainIgnoringCase("forbidden");
    }
  }

  private void change(String spec) {
    scene.patch(BackupFolder.class, "default", "{spec: {" + spec + "}}");
  }

  @Test
  void shouldRefuseAFolderOfAnotherNamespaceWhetherThereIsOneOrNot() {
    other.withFolder(
        "allowedNamespaces: {from: All}, access: [{namespaces: {from: All}, verbs: [Recover]}]");
    try (OperatorUnderTest operator = startOperator()) {
      for (String folder : new String[] {"default", "absent"}) {
        String ref = "folderRef: {name: %s, namespace: %s}".formatted(folder, other.namespace());
        scene.create("BackupResource", folder, "{computeInstanceId: " + machine + ", " + ref + "}");
        scene.create(
            "BackupRecovery",
            folder,
            "{source: {backupId: backup-one}, target: {computeInstanceId: %s}, startDeadline: '%s', %s}"
                .formatted(machine, Instant.now().plusSeconds(600), ref));
        eventually(
            () -> {
              assertThat(state(scene.resource(folder).conditions(), "Ready"))
                  .isEqualTo("False NamespaceAccessUnavailable");
              assertThat(state(scene.resource(folder).conditions(), "Synced"))
                  .isEqualTo("False NamespaceAccessUnavailable");
              assertThat(state(scene.recovery(folder).conditions(), "Ready"))
                  .isEqualTo("False NamespaceAccessUnavailable");
            });
      }
      assertThat(operator.log()).doesNotContainIgnoringCase("forbidden");
    }
    assertThat(scene.cloud().calls("Backup.startRecovery")).isEmpty();
  }
}
