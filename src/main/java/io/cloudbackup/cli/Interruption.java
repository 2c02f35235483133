package io.cloudbackup.cli;

/**
 * While it is open, Ctrl-C says what goes on without the command. The process then ends as one that
 * a signal ended: 130 for Ctrl-C.
 */
final class Interruption implements AutoCloseable {
  private final Thread hook;
  private volatile String line;

  Interruption(Terminal terminal, String line) {
    this.line = line;
    this.hook =
        new Thread(
            () -> {
              terminal.drawn();
              terminal.remark(this.line);
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From here on something else is true. */
  void now(String other) {
    line = other;
  }

  @Override
  public void close() {
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending, and the hook speaks already.
    }
  }
}
