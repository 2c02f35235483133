package io.cloudbackup.cli;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text in a table. It never holds what a terminal would take for a command. */
record Cell(String text, Tone tone) {
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  Cell {
    text = plain(text);
  }

  static Cell of(@Nullable Object text) {
    return new Cell(text == null ? "" : text.toString(), Tone.PLAIN);
  }

  static Cell of(@Nullable String text, Tone tone) {
    return new Cell(text == null ? "" : text, tone);
  }

  /** On one line, and without escape sequences: much of what is shown comes from elsewhere. */
  static String plain(String text) {
    return UNPRINTABLE.matcher(text).replaceAll(" ");
  }
}
