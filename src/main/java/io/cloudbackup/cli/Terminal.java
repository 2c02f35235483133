package io.cloudbackup.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and prints.
 *
 * @param live whether the output is a terminal, on which lines can be drawn over
 * @param colours whether it may have colours
 */
record Terminal(
    PrintStream out, PrintStream err, BufferedReader in, boolean live, boolean colours) {
  /** The launcher says whether standard output is a terminal: it knows that at no cost. */
  static final String LIVE = "cloudbackup.terminal";

  /** That of the process. */
  static Terminal ofProcess(Map<String, String> environment) {
    boolean live = Boolean.getBoolean(LIVE);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    return new Terminal(out, err, in, live, live && wantsColours(environment));
  }

  // https://no-color.org
  private static boolean wantsColours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  void say(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  /** Something beside the result, which a script does not want in its input. */
  void remark(String line) {
    out.flush();
    err.println(line);
  }

  String paint(String text, Tone tone) {
    return tone.paint(text, colours);
  }

  /** Draws the line over the one before; on anything but a terminal it is printed. */
  void draw(String line) {
    if (live) {
      out.print("\r\u001b[K" + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Ends a line that was drawn over. */
  void drawn() {
    if (live) {
      out.println();
      out.flush();
    }
  }

  /** Empties the screen, or parts one picture from the next. */
  void clear() {
    out.print(live ? "\u001b[H\u001b[2J" : "\n");
  }

  /** What somebody typed; null where there is nobody. */
  @Nullable String answer(String question) {
    out.flush();
    err.print(question + " ");
    err.flush();
    try {
      String answer = in.readLine();
      if (!live) {
        // Nobody pressed the key that would have ended the line.
        err.println();
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("The answer can't be read", e);
    }
  }
}
