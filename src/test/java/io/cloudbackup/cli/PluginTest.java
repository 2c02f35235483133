package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin's command line as far as it needs no cluster. */
class PluginTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
      contexts: [{name: prod, context: {cluster: c, user: u}}]
      users: [{name: u, user: {token: canary-of-a-token}}]
      current-context: %s
      """;

  @TempDir private Path directory = Path.of("");

  private Spoken with(String kubeconfig) throws IOException {
    Path file = Files.writeString(directory.resolve("kubeconfig"), kubeconfig);
    return new Spoken("", Map.of("KUBECONFIG", file.toString()));
  }

  @Test
  void shouldNameEveryCommandInItsHelp() {
    Spoken plugin = new Spoken("");

    assertThat(plugin.run("--help")).isZero();
    assertThat(plugin.out()).contains(Plugin.names()).doesNotContain("__");
  }

  @Test
  void shouldTellWhatEachCommandTakes() {
    for (String name : Plugin.names()) {
      Spoken plugin = new Spoken("");

      assertThat(plugin.run(name, "--help")).as(name).isZero();
      assertThat(plugin.out()).contains("kubectl cloudbackup " + name, "--namespace");
    }
  }

  @Test
  void shouldNameTheNearCommands() {
    Spoken plugin = new Spoken("");

    assertThat(plugin.run("staus")).isEqualTo(2);
    assertThat(plugin.err()).contains("Did you mean status?", "--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "clusters: [ {", "- 1", "{}", "just text"})
  void shouldSayInOneLineThatTheKubeconfigIsBroken(String text) throws IOException {
    Spoken plugin = with(text);

    assertThat(plugin.run("status")).isEqualTo(ExitCode.KUBECONFIG.number());
    assertThat(plugin.complaints()).singleElement().asString().contains("kubeconfig");
    assertThat(plugin.err()).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recover web1 --timeout soon",
        "recover web1 --plan-within soon",
        "recover web1 --start-within soon",
        "delete-backup id1 --timeout soon"
      })
  void shouldRefuseATimeThatIsNoneBeforeAnythingIsWritten(String line) throws IOException {
    Spoken plugin = with(KUBECONFIG.formatted("prod"));

    assertThat(plugin.run(line.split(" ", -1))).isEqualTo(ExitCode.USAGE.number());
    assertThat(plugin.err()).contains("'soon' is not a duration such as 90s or 1h30m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999999999h", "87601h", "-5m"})
  void shouldRefuseATimeThatNobodyWaits(String time) throws IOException {
    Spoken plugin = with(KUBECONFIG.formatted("prod"));

    assertThat(plugin.run("delete-backup", "id1", "--timeout=" + time))
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(plugin.err()).contains("'" + time + "' is not ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-n demo status | Options come after the command, as in `kubectl cloudbackup status -n NAMESPACE`.",
        "statsu | There is no command statsu. Did you mean status?"
      })
  void shouldSayWhereACommandIsMissing(String line, String said) {
    Spoken plugin = new Spoken("");

    assertThat(plugin.run(line.split(" ", -1))).isEqualTo(ExitCode.USAGE.number());
    assertThat(plugin.complaints()).first().isEqualTo(said);
  }

  @Test
  void shouldNameTheForms() {
    Spoken plugin = new Spoken("");

    assertThat(plugin.run("backups", "-o", "foo")).isEqualTo(ExitCode.USAGE.number());
    assertThat(plugin.err())
        .contains("--output", "'foo' is none of table, wide, json, yaml and name")
        .doesNotContain("TABLE");
  }

  @Test
  void shouldSayThatThereIsNoKubeconfig() {
    Spoken plugin = new Spoken("", Map.of("KUBECONFIG", "/nowhere/kubeconfig"));

    assertThat(plugin.run("status")).isEqualTo(ExitCode.KUBECONFIG.number());
    assertThat(plugin.complaints())
        .singleElement()
        .asString()
        .contains("/nowhere/kubeconfig", "KUBECONFIG");
  }

  @Test
  void shouldNameTheNearContexts() throws IOException {
    Spoken plugin = with(KUBECONFIG.formatted("prod"));

    assertThat(plugin.run("status", "--context", "prd")).isEqualTo(ExitCode.KUBECONFIG.number());
    assertThat(plugin.err()).contains("Did you mean prod?").doesNotContain("canary");
  }

  @Test
  void shouldSayInOneLineThatTheClusterDoesNotAnswer() throws IOException {
    Spoken plugin = with(KUBECONFIG.formatted("prod"));

    assertThat(plugin.run("status")).isEqualTo(ExitCode.UNREACHABLE.number());
    assertThat(plugin.complaints())
        .singleElement()
        .asString()
        .contains("http://127.0.0.1:1", "can't be reached")
        .doesNotContain("canary");
  }

  @Test
  void shouldCompleteWithoutACluster() {
    Spoken plugin = new Spoken("", Map.of("KUBECONFIG", "/nowhere/kubeconfig"));

    assertThat(plugin.run("__complete", "--", "re")).isZero();
    assertThat(plugin.out().lines()).containsExactly("recover", ":4");
    assertThat(plugin.run("__complete", "--", "describe", "")).isZero();
  }
}
