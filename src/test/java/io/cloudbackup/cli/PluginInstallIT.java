package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.testing.ControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The plugin as install.sh leaves it, with its launcher and its archive. */
@Execution(ExecutionMode.CONCURRENT)
class PluginInstallIT {
  private static final Path SCRIPT = Path.of("deploy/plugin/install.sh").toAbsolutePath();
  private static final Path JAR = Path.of("target/cloud-backup-operator.jar").toAbsolutePath();

  @TempDir private Path prefix = Path.of("");

  private record Outcome(int exit, String text) {}

  private static Outcome run(List<String> line) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("KUBECONFIG", ControlPlane.shared().adminKubeconfig().toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  private Outcome install(String... more) throws IOException, InterruptedException {
    return run(
        Stream.concat(Stream.of(SCRIPT.toString(), "--prefix", prefix.toString()), Stream.of(more))
            .toList());
  }

  @Test
  void shouldStartFromTheArchiveThatItsInstallationMade() throws Exception {
    Outcome installed = install("--jar", JAR.toString());
    assertThat(installed.exit()).as(installed.text()).isZero();
    Path home = prefix.resolve("lib/kubectl-cloudbackup");
    assertThat(home.resolve("plugin.aot")).isNotEmptyFile();
    String launcher = prefix.resolve("bin/kubectl-cloudbackup").toString();

    assertThat(run(List.of(launcher, "--version")).text()).startsWith("kubectl-cloudbackup ");
    Outcome unknown = run(List.of(launcher, "describe", "nobody"));
    assertThat(unknown.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(unknown.text().lines())
        .singleElement()
        .asString()
        .startsWith("There is no BackupResource nobody");
    // Java refuses to start where it must use the archive and can't.
    String java = Files.readString(home.resolve("java")).strip();
    Outcome strict =
        run(
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:AOTMode=on",
                "-XX:AOTCache=" + home.resolve("plugin.aot"),
                "-jar",
                home.resolve("plugin.jar").toString(),
                "cli",
                "--version"));
    assertThat(strict.exit()).as(strict.text()).isZero();

    assertThat(install("--uninstall").exit()).isZero();
    assertThat(home).doesNotExist();
    assertThat(Path.of(launcher)).doesNotExist();
  }
}
