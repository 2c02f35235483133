package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The files of a backup by their paths, asked of the cloud; no operator takes part. */
@Execution(ExecutionMode.CONCURRENT)
class PluginFilesIT {
  @AutoClose private final PluginScene world = new PluginScene();
  private final Spoken plugin = PluginScene.answering("");

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void connect() {
    var _ = world.scene.withFolder();
  }

  private int files(Spoken as, String... more) {
    List<String> line = new ArrayList<>(List.of("files", world.latest));
    line.addAll(List.of(more));
    line.addAll(List.of("--allowed-endpoints", "http://127.0.0.1:*"));
    return world.run(as, line.toArray(String[]::new));
  }

  @Test
  void shouldBrowseByPathWithTheFoldersSecret() {
    assertThat(files(plugin, "/etc")).as(plugin::err).isZero();

    assertThat(plugin.out()).contains("220B", "/Disk 1/etc/hosts", "/Disk 1/etc/nginx/");
    assertThat(world.scene.cloud().calls("Backup.listFiles")).hasSize(3);
  }

  @Test
  void shouldFindByName() {
    assertThat(files(plugin, "--find", "*.conf", "-o", "name")).as(plugin::err).isZero();

    assertThat(plugin.out().lines()).containsExactly("/Disk 1/etc/nginx/nginx.conf");
  }

  @Test
  void shouldFindByPathWithAndWithoutTheDisk() {
    assertThat(files(plugin, "--find", "/etc/**", "-o", "name")).as(plugin::err).isZero();
    Spoken whole = PluginScene.answering("");
    assertThat(files(whole, "--find", "/Disk 1/etc/**", "-o", "name")).isZero();

    assertThat(plugin.out().lines())
        .containsExactly("/Disk 1/etc/hosts", "/Disk 1/etc/nginx/", "/Disk 1/etc/nginx/nginx.conf");
    assertThat(whole.out()).isEqualTo(plugin.out());
  }

  @Test
  void shouldNameTheNearFiles() {
    assertThat(files(plugin, "/etc/ngnix")).isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(plugin.complaints()).singleElement().asString().contains("Did you mean nginx?");
  }

  @Test
  void shouldSayThatTheCloudHasNoSuchBackup() {
    assertThat(world.run(plugin, "files", "no-such", "--allowed-endpoints", "http://127.0.0.1:*"))
        .isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(plugin.complaints())
        .singleElement()
        .asString()
        .contains("The cloud has no backup no-such in BackupFolder ", "check the id and --folder");
  }

  @Test
  void shouldUseACredentialOfTheUsersChoice() throws IOException {
    Path own = Files.writeString(directory.resolve("token"), "t1.one\n");
    Path foreign = Files.writeString(directory.resolve("foreign"), "t1.canary\n");
    String viewer = world.person("viewer", "view");

    eventually(
        () -> {
          Spoken without = PluginScene.answering("");
          assertThat(files(without, "--as", viewer)).isEqualTo(ExitCode.FORBIDDEN.number());
          assertThat(without.err())
              .contains("may not get secrets", "Or give a credential of your own with --credential")
              .doesNotContain("operator's chart");
        });
    assertThat(files(plugin, "--as", viewer, "--credential", own.toString()))
        .as(plugin::err)
        .isZero();
    Spoken refused = PluginScene.answering("");
    assertThat(files(refused, "--credential", foreign.toString()))
        .isEqualTo(ExitCode.CLOUD.number());
    assertThat(refused.complaints())
        .singleElement()
        .asString()
        .contains("Backup.listFiles", "Give a valid one with --credential")
        .doesNotContain("canary");
  }

  @Test
  void shouldSendNoCredentialWhereTheUserDoesNotAllowIt() {
    assertThat(world.run(plugin, "files", world.latest)).isEqualTo(ExitCode.CLOUD.number());

    assertThat(plugin.err()).contains("--allowed-endpoints");
    assertThat(world.scene.cloud().calls("Backup.listFiles")).isEmpty();
  }
}
