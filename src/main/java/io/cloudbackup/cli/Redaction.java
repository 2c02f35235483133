package io.cloudbackup.cli;

import java.util.List;
import java.util.regex.Pattern;

/** Takes out of a text what looks like a secret. It takes out too much rather than too little. */
final class Redaction {
  static final String GONE = "[redacted]";

  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> RULES =
      List.of(
          // Keys and certificates alike: nobody needs them to find a defect.
          rule("-----BEGIN [A-Z0-9 ]+-----[\\s\\S]*?(-----END [A-Z0-9 ]+-----|\\z)", GONE),
          // The names under which JSON and YAML hold secrets.
          rule(
              "(?i)([\"']?[a-z0-9_.-]*(?:private[_-]?key|secret[_-]?key|password|passphrase|api[_-]?key|access[_-]?key"
                  + "|(?:iam|auth|access|refresh|id|bearer)[_-]?token|client[_-]?secret)[\"']?\\s*[:=]\\s*)"
                  // An answer to whether there is one is none.
                  + "(?!(?:true|false|null)(?:[\\s,}\\]]|$))"
                  + "(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,}\\]]+)",
              "$1" + GONE),
          rule("(?i)\\b(bearer|basic)\\s+[a-z0-9._~+/=-]{8,}", "$1 " + GONE),
          // IAM tokens, OAuth tokens, API keys and JSON Web Tokens by their beginnings.
          rule("\\bt1\\.[A-Za-z0-9._=-]+", GONE),
          rule("\\by[0-3]_[A-Za-z0-9_-]{10,}", GONE),
          rule("\\bA(?:QVN|gAAA|QAAA)[A-Za-z0-9_-]{16,}", GONE),
          rule("\\bY(?:CA|CN|CO|CP)[A-Za-z0-9_-]{20,}", GONE),
          rule("\\beyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*){0,2}", GONE),
          // A user and a password in a URL, or a token alone; passwords may hold an @ themselves.
          rule("(://)[^/\\s\"']*@", "$1" + GONE + "@"),
          // And a slash, where what follows the colon is no port.
          rule("(://)[^/\\s:@\"']*:(?![0-9]+/)[^\\s\"']*@", "$1" + GONE + "@"));

  private Redaction() {}

  static String of(String text) {
    String clean = text;
    for (Rule rule : RULES) {
      clean = rule.pattern.matcher(clean).replaceAll(rule.replacement);
    }
    return clean;
  }

  private static Rule rule(String pattern, String replacement) {
    return new Rule(Pattern.compile(pattern), replacement);
  }
}
