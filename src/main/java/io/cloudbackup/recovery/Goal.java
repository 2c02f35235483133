package io.cloudbackup.recovery;

/**
 * What the spec's references come to: the machine to overwrite, and where the backup comes from.
 */
sealed interface Goal {
  /**
   * All references resolve.
   *
   * @param machine compute instance id of the target
   */
  record Clear(String machine) implements Goal {}

  /** A reference doesn't resolve, for now. */
  record Unclear(String reason, String message) implements Goal {}
}
