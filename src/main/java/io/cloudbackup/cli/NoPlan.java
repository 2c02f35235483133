package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec.Latest;
import io.cloudbackup.api.BackupRecoverySpec.Source;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.RecoveryPhase;
import java.util.Optional;

/** Why a recovery has no plan, told to whoever asked for it at the command line. Pure. */
final class NoPlan {
  /** The machine has no backup that is selected. */
  private static final String NO_BACKUP = "NoBackup";

  private static final String NOT_FOUND = "BackupNotFound";

  private NoPlan() {}

  /** Whether waiting for the plan is no use, though the operator goes on looking. */
  static boolean settled(BackupRecoveryStatus status) {
    return status.currentPhase().terminal()
        || reason(status).equals(NO_BACKUP)
        || Condition.isTrue(status.conditions(), Condition.STALLED);
  }

  /** Whether what the operator says is told by {@link #of} in other words. */
  static boolean tells(BackupRecoveryStatus status) {
    return reason(status).equals(NO_BACKUP) || reason(status).equals(NOT_FOUND);
  }

  /**
   * Why, and the exit code.
   *
   * @param machine whose backup it was to be, as it was named
   */
  static Failure of(BackupRecovery recovery, String machine) {
    BackupRecoveryStatus status = StatusView.status(recovery);
    Source source = recovery.getSpec().source();
    return switch (reason(status)) {
      case NO_BACKUP ->
          new Failure(
              ExitCode.RECOVERY_FAILED,
              "There is no backup of "
                  + machine
                  + Optional.ofNullable(source.latest())
                      .map(Latest::before)
                      .map(time -> " from before " + time)
                      .orElse("")
                  + ".");
      case NOT_FOUND ->
          new Failure(
              ExitCode.NOT_FOUND,
              "The cloud folder of "
                  + machine
                  + " has no backup "
                  + source.backupId()
                  + ": check --from.");
      default ->
          new Failure(
              status.currentPhase() == RecoveryPhase.Expired
                  ? ExitCode.RECOVERY_EXPIRED
                  : ExitCode.RECOVERY_FAILED,
              "There can be no plan: " + Recoveries.because(recovery));
    };
  }

  private static String reason(BackupRecoveryStatus status) {
    return Condition.find(status.conditions(), Condition.READY).map(Condition::reason).orElse("");
  }
}
