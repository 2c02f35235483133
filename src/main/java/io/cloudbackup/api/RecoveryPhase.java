package io.cloudbackup.api;

/** The phases of a BackupRecovery. The custom resource holds their names as text. */
public enum RecoveryPhase {
  Pending,
  AwaitingApproval,
  Queued,
  Starting,
  Recovering,
  /** Nobody can say whether it began: a person has to. */
  StartUnknown,
  Succeeded,
  Failed,
  Expired,
  /** It began, and how it ended can't be learned. */
  OutcomeUnknown;

  /** Whether the phase never changes again. */
  public boolean terminal() {
    return switch (this) {
      case Succeeded, Failed, Expired, OutcomeUnknown -> true;
      case Pending, AwaitingApproval, Queued, Starting, Recovering, StartUnknown -> false;
    };
  }
}
