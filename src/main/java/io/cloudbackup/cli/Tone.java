package io.cloudbackup.cli;

/** How a text is meant; on a terminal it has a colour. */
enum Tone {
  PLAIN(""),
  GOOD("32"),
  MIND("33"),
  BAD("31"),
  FAINT("2"),
  STRONG("1");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  /** The text with its colour, where colours are wanted. */
  String paint(String text, boolean colours) {
    return !colours || code.isEmpty() || text.isEmpty()
        ? text
        : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** Of a condition's status, where True is well. */
  static Tone ofStatus(String status) {
    return switch (status) {
      case "True" -> GOOD;
      case "False" -> BAD;
      default -> MIND;
    };
  }
}
