package io.cloudbackup.cli;

import io.cloudbackup.cloud.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a command has of the world beside the cluster.
 *
 * @param version of the plugin
 */
record Session(
    Terminal terminal,
    Clock clock,
    Sleeper sleeper,
    Map<String, String> environment,
    String version) {
  Instant now() {
    return clock.instant();
  }

  /**
   * Whether somebody says yes.
   *
   * @param yes whether it was said beforehand
   */
  boolean confirmed(String question, boolean yes) {
    if (yes) {
      return true;
    }
    String answer = terminal.answer(question + " Type yes to go on:");
    if (answer == null) {
      terminal.remark("Nobody answers: give --yes where no question should be asked.");
      return false;
    }
    return answer.strip().equalsIgnoreCase("yes") || answer.strip().equalsIgnoreCase("y");
  }

  /** Waits; an interruption ends the command. */
  void pause(Duration time) {
    try {
      sleeper.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.FAILED, "Interrupted.", e);
    }
  }
}
