package io.cloudbackup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.testing.OperatorUnderTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The jar on the command line, as far as it needs no cluster. */
@Execution(ExecutionMode.CONCURRENT)
class CommandLineIT {
  private static final String UNREACHABLE =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
      contexts: [{name: c, context: {cluster: c, user: u}}]
      users: [{name: u, user: {token: canary-of-a-token}}]
      current-context: c
      """;

  @TempDir private Path directory = Path.of("");

  private record Outcome(int exit, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }
  }

  private static Outcome run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text.lines().toList());
  }

  private static ProcessBuilder withKubeconfig(Path kubeconfig, String... arguments) {
    ProcessBuilder builder = OperatorUnderTest.jar(arguments);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    return builder;
  }

  @Test
  void shouldTellItsVersion() throws Exception {
    Outcome outcome = run(OperatorUnderTest.jar("--version"));

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.lines())
        .singleElement()
        .asString()
        .matches("cloud-backup-operator [0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @Test
  void shouldTellItsOptions() throws Exception {
    Outcome outcome = run(OperatorUnderTest.jar("operator", "--help"));

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.text())
        .contains(
            "--watch-namespaces", "CLOUD_BACKUP_ALLOWED_ENDPOINTS", "--recovery-poll-interval");
  }

  @Test
  void shouldRefuseOptionsThatAreNoGood() throws Exception {
    Outcome level = run(OperatorUnderTest.jar("operator", "--log-level", "LOUD"));
    Outcome poll = run(OperatorUnderTest.jar("operator", "--recovery-poll-interval", "soon"));

    assertThat(level.exit()).isEqualTo(2);
    assertThat(level.text()).contains("LOUD").doesNotContain("\tat ");
    assertThat(poll.exit()).isEqualTo(2);
    assertThat(poll.text()).contains("'soon' is not a duration").doesNotContain("\tat ");
  }

  @Test
  void shouldSayInOneLineThatTheKubeconfigIsNoGood() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken"), "clusters: [ {");

    Outcome outcome = run(withKubeconfig(broken, "operator", "--http-port", "0"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.lines()).singleElement().asString().contains("KUBECONFIG");
  }

  @Test
  void shouldSayInOneLineThatTheClusterDoesNotAnswer() throws Exception {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    Path kubeconfig =
        Files.writeString(directory.resolve("unreachable"), UNREACHABLE.formatted(closedPort));

    Outcome outcome = run(withKubeconfig(kubeconfig, "operator", "--http-port", "0"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.text())
        .contains("127.0.0.1:" + closedPort)
        .doesNotContain("\tat ", "canary-of-a-token");
    assertThat(outcome.lines()).hasSizeLessThan(4);
  }

  @Test
  void shouldSayThatThePortIsTaken() throws Exception {
    Path kubeconfig = Files.writeString(directory.resolve("any"), UNREACHABLE.formatted(1));
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());

      Outcome outcome = run(withKubeconfig(kubeconfig, "operator", "--http-port", port));

      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.lines()).singleElement().asString().contains("Port " + port);
    }
  }
}
