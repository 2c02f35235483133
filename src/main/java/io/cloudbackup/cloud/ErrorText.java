package io.cloudbackup.cloud;

import java.util.regex.Pattern;

/** Makes foreign text fit for a status, a log line and an Event. */
final class ErrorText {
  static final int MOST = 1000;

  // Redaction and blanks are worked on a bounded text.
  private static final int EXAMINED = 8 * MOST;
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");
  // IAM tokens, and the signed requests for them.
  private static final Pattern SECRET =
      Pattern.compile("(?<![\\w-])(?:t1|eyJ[\\w-]+)\\.[\\w.=-]+|(?i:(?<=bearer) +[^ ]+)");

  private ErrorText() {}

  /** One line of at most 1,000 characters that shows no token. */
  static String clean(String text) {
    String examined = text.length() > EXAMINED ? text.substring(0, EXAMINED) : text;
    String line = UNPRINTABLE.matcher(examined).replaceAll(" ").strip();
    String safe = SECRET.matcher(line).replaceAll("[redacted]");
    if (safe.length() <= MOST) {
      return safe;
    }
    int end = Character.isHighSurrogate(safe.charAt(MOST - 2)) ? MOST - 2 : MOST - 1;
    return safe.substring(0, end) + "…";
  }
}
