package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.Rfc3339;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether and how long to wait for the end of a recovery. */
final class WaitOptions {
  @Option(
      names = "--wait",
      description = "Waits for the end with a bar; the exit code then tells the outcome.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "24h",
      description = "How long to wait at most, such as 90m (${DEFAULT-VALUE}).")
  private String timeout = "24h";

  ExitCode follow(Session session, Cluster cluster, BackupRecovery recovery, String approved) {
    if (!wait) {
      session.terminal().say(RecoveryWait.goesOn(recovery.getMetadata().getName()));
      return ExitCode.OK;
    }
    return new RecoveryWait(session, cluster, recovery, duration("--timeout", timeout))
        .toTheEnd(approved);
  }

  static Duration duration(String option, String text) {
    try {
      return Rfc3339.duration(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, option + ": " + e.getMessage(), e);
    }
  }
}
