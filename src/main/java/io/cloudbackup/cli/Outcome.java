package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import org.jspecify.annotations.Nullable;

/** What becomes of an approved recovery, as an exit code and a line. Pure. */
final class Outcome {
  private Outcome() {}

  /** Whether there is nothing to wait for any more. */
  static boolean ended(BackupRecoveryStatus status, @Nullable String approved) {
    RecoveryPhase phase = status.currentPhase();
    return phase.terminal() || phase == RecoveryPhase.StartUnknown || replanned(status, approved);
  }

  /** Whether another plan waits than the one that was approved. */
  private static boolean replanned(BackupRecoveryStatus status, @Nullable String approved) {
    return approved != null
        && status.currentPhase() == RecoveryPhase.AwaitingApproval
        && status.plan() != null
        && !status.plan().hash().equals(approved);
  }

  static ExitCode of(BackupRecoveryStatus status, @Nullable String approved) {
    return switch (status.currentPhase()) {
      case Succeeded -> ExitCode.OK;
      case Failed -> ExitCode.RECOVERY_FAILED;
      case Expired -> ExitCode.RECOVERY_EXPIRED;
      case OutcomeUnknown -> ExitCode.OUTCOME_UNKNOWN;
      case StartUnknown -> ExitCode.START_UNKNOWN;
      case AwaitingApproval ->
          replanned(status, approved) ? ExitCode.PLAN_CHANGED : ExitCode.TIMEOUT;
      case Pending, Queued, Starting, Recovering -> ExitCode.TIMEOUT;
    };
  }

  static String line(BackupRecovery recovery, ExitCode code) {
    String name = recovery.getMetadata().getName();
    String object = name + " -n " + recovery.getMetadata().getNamespace();
    BackupRecoveryStatus status = StatusView.status(recovery);
    String message = status.message() == null ? "" : status.message();
    String what = name + ": " + status.currentPhase() + ". " + message;
    return Cell.plain(
        switch (code) {
          case PLAN_CHANGED ->
              name
                  + ": the plan is another one by now. Look at it, and approve that one, with `kubectl"
                  + " cloudbackup approve "
                  + object
                  + "`.";
          case START_UNKNOWN ->
              what + " See `kubectl get brec " + object + " -o yaml`, and answer its key.";
          default -> what;
        });
  }

  /** What goes on where nobody waits for the end. */
  static String open(BackupRecovery recovery) {
    String name = recovery.getMetadata().getName();
    BackupRecoveryStatus status = StatusView.status(recovery);
    String object = "brec " + name + " -n " + recovery.getMetadata().getNamespace();
    String follow = "`kubectl get " + object + " --watch` follows it";
    return Cell.plain(
        switch (status.currentPhase()) {
          case AwaitingApproval, Pending, Queued ->
              name
                  + " is approved. It begins as soon as it can, and not after "
                  + recovery.getSpec().startDeadline()
                  + ": "
                  + follow
                  + ", `kubectl delete "
                  + object
                  + "` takes it back as long as it has not begun."
                  + obstacle(status);
          case Starting, Recovering ->
              "The recovery goes on: `kubectl cloudbackup status` shows it, " + follow + ".";
          case StartUnknown, Succeeded, Failed, Expired, OutcomeUnknown ->
              line(recovery, of(status, null));
        });
  }

  /** What keeps it from beginning; that it awaits the approval is no news any more. */
  private static String obstacle(BackupRecoveryStatus status) {
    boolean known =
        status.currentPhase() != RecoveryPhase.AwaitingApproval && status.message() != null;
    return known ? " Now: " + status.message() : "";
  }
}
