package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.SharedOperator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plugin shows, and what it says where it can't. */
@SharedOperator
class PluginIT {
  @AutoClose private final PluginScene world = new PluginScene();
  private final Spoken plugin = PluginScene.answering("");

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void watch() {
    var _ = world.watched();
  }

  @Test
  void shouldShowFoldersAndMachines() throws Exception {
    assertThat(world.run(plugin, "status")).isZero();
    assertThat(plugin.out())
        .contains("default", "b1gone", "Swept", "web1", world.web1, "1d0h ago", "web2", "never")
        .doesNotContain("\u001b");

    Spoken script = PluginScene.answering("");
    assertThat(world.run(script, "status", "-o", "json")).isZero();
    JsonNode view = new JsonMapper().readTree(script.out());
    assertThat(view.at("/machines/0/computeInstanceId").asText()).isEqualTo(world.web1);
    assertThat(view.at("/machines/0/fresh").asText()).isEqualTo("True");
  }

  @Test
  void shouldDescribeAMachineByItsNameOrItsId() {
    assertThat(world.run(plugin, "describe", world.web1)).isZero();

    assertThat(plugin.out()).contains("Machine:       web1", "BackupFresh", "WithinLimit");
  }

  @Test
  void shouldDeleteOnlyWhatIsAsItWasRead() {
    ClusterOptions here = new ClusterOptions();
    here.namespace = world.scene.namespace();
    String kubeconfig = ControlPlane.shared().adminKubeconfig().toString();
    try (Cluster cluster = Cluster.open(here, Map.of("KUBECONFIG", kubeconfig))) {
      BackupResource read = cluster.find(BackupResource.class, "web2").orElseThrow();
      world.scene.annotate(BackupResource.class, "web2", "example.com/by", "somebody-else");

      assertThatExceptionOfType(Failure.class)
          .isThrownBy(() -> cluster.deleteUnchanged(read))
          .matches(Cluster::conflict);
      assertThat(cluster.find(BackupResource.class, "web2")).isPresent();

      cluster.delete(read);
      eventually(() -> assertThat(cluster.find(BackupResource.class, "web2")).isEmpty());
    }
  }

  @Test
  void shouldNameTheNearMachines() {
    assertThat(world.run(plugin, "describe", "wbe1")).isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(plugin.complaints())
        .singleElement()
        .asString()
        .contains("no BackupResource wbe1", world.scene.namespace(), "Did you mean web1, web2?");
  }

  @Test
  void shouldNameTheVerbAndTheResourceThatSomebodyMayNot() {
    assertThat(world.run(plugin, "status", "--as", "nobody"))
        .isEqualTo(ExitCode.FORBIDDEN.number());

    assertThat(plugin.complaints())
        .singleElement()
        .asString()
        .contains(
            "may not list", "backupfolders.backup.yandex.cloud", world.scene.namespace(), "nobody");
  }

  /** A good one, but for that. */
  private Spoken withKubeconfig(String pattern, String instead) throws IOException {
    String kubeconfig =
        Files.readString(ControlPlane.shared().operatorKubeconfig()).replaceAll(pattern, instead);
    Path file = Files.writeString(directory.resolve("kubeconfig"), kubeconfig);
    return new Spoken("", Map.of("KUBECONFIG", file.toString()));
  }

  @Test
  void shouldSayThatTheLoginIsNotAccepted() throws Exception {
    Spoken stranger = withKubeconfig("token: .*", "token: canary");

    assertThat(world.run(stranger, "status")).isEqualTo(ExitCode.KUBECONFIG.number());
    assertThat(stranger.complaints())
        .singleElement()
        .asString()
        .contains("does not accept the login")
        .doesNotContain("canary");
  }

  @Test
  void shouldSayThatTheClusterIsNotTrusted() throws Exception {
    Spoken doubtful = withKubeconfig("certificate-authority[^\\n]*\\n *", "");

    assertThat(world.run(doubtful, "status")).isEqualTo(ExitCode.KUBECONFIG.number());
    assertThat(doubtful.complaints())
        .singleElement()
        .asString()
        .contains("is not trusted", "check certificate-authority");
  }

  @Test
  void shouldSayWhatToSetWhereNoBackupsAreShown() {
    assertThat(world.run(plugin, "backups")).isZero();

    assertThat(plugin.out()).isEmpty();
    assertThat(plugin.err()).contains("spec.inventory.mode", "kubectl patch bfolder default");
    Spoken archives = PluginScene.answering("");
    assertThat(world.run(archives, "archives", "web1")).isZero();
    assertThat(archives.err()).contains("spec.inventory.mode");
  }

  @Test
  void shouldCompleteNamesOfTheCluster() {
    assertThat(plugin.run("__complete", "--", "describe", "-n", world.scene.namespace(), "we"))
        .isZero();

    assertThat(plugin.out().lines()).containsExactly("web1", "web2", ":4");
  }

  @Test
  void shouldCollectWhatIsNeededAndNoSecret() throws Exception {
    world.scene.annotate(BackupFolder.class, "default", "example", "t1.canary-of-a-token");
    Path file = directory.resolve("bundle.zip");

    assertThat(world.run(plugin, "bundle", "--file", file.toString())).isZero();

    List<String> names = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (var entry : zip.stream().toList()) {
        names.add(entry.getName());
        String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).as(entry.getName()).doesNotContain("canary", "t1.one", "kind: Secret");
      }
    }
    assertThat(names).contains("backupfolders.yaml", "events.yaml", "left-out.txt", "schemas.txt");
    assertThat(world.run(plugin, "bundle", "--file", file.toString()))
        .as("what is there is not written over")
        .isEqualTo(ExitCode.USAGE.number());
  }
}
