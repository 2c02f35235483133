package io.cloudbackup.cli;

import picocli.CommandLine.TypeConversionException;

/** What {@code -o} takes. */
enum OutputForm {
  TABLE,
  WIDE,
  JSON,
  YAML,
  NAME;

  /**
   * Reads what somebody wrote after {@code -o}.
   *
   * @throws TypeConversionException where it is none of them
   */
  static OutputForm parse(String text) {
    for (OutputForm form : values()) {
      if (form.name().equalsIgnoreCase(text)) {
        return form;
      }
    }
    throw new TypeConversionException("'" + text + "' is none of table, wide, json, yaml and name");
  }

  boolean table() {
    return this == TABLE || this == WIDE;
  }
}
