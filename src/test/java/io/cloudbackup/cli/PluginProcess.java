package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.testing.OperatorUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command line in a process of its own, which can be interrupted. */
record PluginProcess(Process process, Path output) implements AutoCloseable {
  static PluginProcess start(Path kubeconfig, Path output, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("cli"));
    line.addAll(List.of(arguments));
    ProcessBuilder jar = OperatorUnderTest.jar(line.toArray(String[]::new));
    // Whoever runs the tests in the background ignores Ctrl-C, and so would this.
    jar.command().addAll(0, List.of("env", "--default-signal=INT"));
    jar.environment().put("KUBECONFIG", kubeconfig.toString());
    Process process = jar.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    return new PluginProcess(process, output);
  }

  void awaitWords(String words) {
    eventually(() -> assertThat(output).content().contains(words));
  }

  /** Presses Ctrl-C; gives all that it has said. */
  String interrupted() throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("sh", "-c", "kill -INT " + pid).start().waitFor()).isZero();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(said).doesNotContain("\tat ");
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
