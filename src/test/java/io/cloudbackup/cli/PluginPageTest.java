package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The plugin's page names every command and every exit code. */
class PluginPageTest {
  private static final Path PAGE = Path.of("docs/plugin.md");
  private static final Pattern CODE = Pattern.compile("(?m)^\\| ([0-9]+) \\|");

  @Test
  void shouldNameEveryExitCode() throws IOException {
    int ctrlC = 130;

    assertThat(CODE.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)))
        .startsWith(
            Arrays.stream(ExitCode.values())
                .map(code -> Integer.toString(code.number()))
                .toArray(String[]::new))
        .hasSize(ExitCode.values().length + 1)
        .endsWith(Integer.toString(ctrlC));
  }

  @Test
  void shouldShowEveryCommandWithItsOutput() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(Plugin.names())
        .allSatisfy(name -> assertThat(page).contains("$ kubectl cloudbackup " + name));
  }

  @Test
  void shouldBeFoundByWhoReadsTheReadme() throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("(docs/plugin.md)");
  }
}
