package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether and how long to wait for the end of a recovery. */
final class WaitOptions {
  @Option(
      names = "--wait",
      description = "Waits for the end with a bar; the exit code then tells the outcome.")
  private boolean waits;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "24h",
      description = "How long to wait at most, such as 90m (${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  ExitCode follow(
      Session session,
      Cluster cluster,
      Interruption interruption,
      BackupRecovery recovery,
      String approved) {
    RecoveryWait wait = new RecoveryWait(session, cluster, recovery, timeout);
    if (Outcome.ended(StatusView.status(recovery), approved)) {
      // Another plan or the deadline came before the approval.
      return wait.told(recovery, approved);
    }
    if (!waits) {
      session.terminal().say(Outcome.open(recovery));
      return ExitCode.OK;
    }
    return wait.toTheEnd(interruption, approved);
  }
}
