package io.cloudbackup.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs a program to its end. It inherits the environment, with {@code environment} on top. */
record Command(List<String> line, Map<String, String> environment) {
  Command(List<String> line) {
    this(line, Map.of());
  }

  /** Its output; what it says on standard error appears at once, for a person who waits. */
  String output() {
    return finish(builder().redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  /** Its output and its standard error, as they came. */
  String outputAndErrors() {
    return finish(builder().redirectErrorStream(true));
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    return builder;
  }

  private String finish(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException(
            "exit code " + exit + " of " + String.join(" ", line) + "\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("can't run " + String.join(" ", line), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + String.join(" ", line), e);
    }
  }
}
