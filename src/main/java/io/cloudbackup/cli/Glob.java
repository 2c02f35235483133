package io.cloudbackup.cli;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Names by a pattern of the shell: {@code *} and {@code ?} within a name, {@code **} across names,
 * {@code [a-z]}, {@code [!a-z]}, {@code {one,other}}, and a backslash before what is meant as it
 * is. Names in a backup come from another machine, so that they need not be paths of this one.
 */
final class Glob {
  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int next;
  private int alternatives;

  private Glob(String glob) {
    this.glob = glob;
  }

  /**
   * What a whole text is tested with.
   *
   * @throws IllegalArgumentException where it is no glob; the message says why
   */
  static Predicate<String> parse(String glob) {
    return new Glob(glob).pattern().asMatchPredicate();
  }

  private Pattern pattern() {
    while (next < glob.length()) {
      char letter = glob.charAt(next++);
      switch (letter) {
        case '*' -> star();
        case '?' -> regex.append("[^/]");
        case '[' -> range();
        case '{' -> begin();
        case '}' -> end();
        case ',' -> regex.append(alternatives > 0 ? "|" : ",");
        case '\\' -> literal(escaped());
        default -> literal(letter);
      }
    }
    if (alternatives > 0) {
      throw new IllegalArgumentException("a { has no }");
    }
    return compiled();
  }

  private Pattern compiled() {
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      // All else is quoted.
      throw new IllegalArgumentException("a range in [] goes backwards", e);
    }
  }

  private void star() {
    boolean across = next < glob.length() && glob.charAt(next) == '*';
    next += across ? 1 : 0;
    regex.append(across ? ".*" : "[^/]*");
  }

  private void begin() {
    alternatives++;
    regex.append("(?:");
  }

  private void end() {
    if (alternatives == 0) {
      literal('}');
      return;
    }
    alternatives--;
    regex.append(')');
  }

  private char escaped() {
    if (next == glob.length()) {
      throw new IllegalArgumentException("it ends with a backslash");
    }
    return glob.charAt(next++);
  }

  private void range() {
    // The first one may be a bracket itself, as in []a].
    boolean not = next < glob.length() && "!^".indexOf(glob.charAt(next)) >= 0;
    int from = next + (not ? 1 : 0);
    int to = glob.indexOf(']', from + 1);
    if (to < 0) {
      throw new IllegalArgumentException("a [ has no ]");
    }
    regex.append("(?!/)[").append(not ? "^" : "");
    // All but the hyphen would have a meaning of its own to Java.
    regex.append(glob.substring(from, to).replaceAll("[^\\p{L}\\p{N}\\p{So}-]", "\\\\$0"));
    regex.append(']');
    next = to + 1;
  }

  private void literal(char letter) {
    regex.append(Character.isSurrogate(letter) ? letter : Pattern.quote(String.valueOf(letter)));
  }
}
