package io.cloudbackup.cli;

/** How a command can end. The numbers are for scripts and never change their meaning. */
enum ExitCode {
  OK(0),
  /** Something that no other code is for. */
  FAILED(1),
  USAGE(2),
  /** What was named is not there. */
  NOT_FOUND(3),
  /** The cluster forbids it. */
  FORBIDDEN(4),
  /** The kubeconfig is no good, or the cluster does not accept its login. */
  KUBECONFIG(5),
  UNREACHABLE(6),
  /** The question was not answered with yes. */
  DECLINED(7),
  /** The cloud did not do what it was asked. */
  CLOUD(8),
  /** The plan is another one by now. */
  PLAN_CHANGED(9),
  RECOVERY_FAILED(10),
  RECOVERY_EXPIRED(11),
  OUTCOME_UNKNOWN(12),
  /** Somebody has to say whether the recovery began. */
  START_UNKNOWN(13),
  /** The time to wait is over; what was waited for may go on. */
  TIMEOUT(14),
  /** What was waited for was deleted meanwhile. */
  GONE(15);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
