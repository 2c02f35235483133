package io.cloudbackup.cli;

/** What {@code -o} takes. */
enum OutputForm {
  TABLE,
  WIDE,
  JSON,
  YAML,
  NAME;

  boolean table() {
    return this == TABLE || this == WIDE;
  }
}
