package io.cloudbackup.testing;

import java.util.List;

/** Signals to processes that Java itself has no word for. */
final class Signals {
  private Signals() {}

  /** Sends a signal by its short name, such as STOP. */
  static void send(String name, long pid) {
    new Command(List.of("sh", "-c", "kill -" + name + " " + pid)).output();
  }
}
