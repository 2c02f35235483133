package io.cloudbackup.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A command line in this process: what it is told, what it prints and how it ends. */
final class Spoken {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Session session;

  /** One whose questions are answered so. */
  Spoken(String answers) {
    this(answers, Map.of());
  }

  Spoken(String answers, Map<String, String> environment) {
    Terminal terminal =
        new Terminal(
            stream(out), stream(err), new BufferedReader(new StringReader(answers)), false, false);
    session = new Session(terminal, Clock.systemUTC(), Thread::sleep, environment, "test");
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  Session session() {
    return session;
  }

  int run(String... arguments) {
    return Plugin.run(session, arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  List<String> complaints() {
    return err().lines().toList();
  }
}
