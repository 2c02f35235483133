package io.cloudbackup.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with one line that says what is wrong and what to do. */
final class Failure extends RuntimeException {
  private final ExitCode code;

  Failure(ExitCode code, String message) {
    this(code, message, null);
  }

  Failure(ExitCode code, String message, @Nullable Throwable cause) {
    super(Cell.plain(message), cause);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }

  /** The line. */
  String line() {
    return String.valueOf(getMessage());
  }
}
