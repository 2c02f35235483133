package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import java.time.Duration;
import java.util.Optional;

/** A BackupRecovery that the command wrote, up to its approval or until it is taken back. */
final class OrderedRecovery {
  private final Session session;
  private final Cluster cluster;
  private final BackupRecovery created;

  OrderedRecovery(Session session, Cluster cluster, BackupRecovery created) {
    this.session = session;
    this.cluster = cluster;
    this.created = created;
  }

  String name() {
    return created.getMetadata().getName();
  }

  /** What there is of it where the command ends now. */
  String left() {
    String object = name() + " -n " + created.getMetadata().getNamespace();
    return "Nothing is overwritten. BackupRecovery "
        + name()
        + " awaits approval until "
        + created.getSpec().startDeadline()
        + ": `kubectl cloudbackup approve "
        + object
        + "` approves it, `kubectl delete brec "
        + object
        + "` takes it away.";
  }

  /**
   * With its plan. Where there is none, it is taken back and the command ends.
   *
   * @param machine whose backup it is to be, as it was named
   */
  BackupRecovery planned(Duration within, String machine) {
    Optional<BackupRecovery> planned =
        new RecoveryWait(session, cluster, created, within).planned();
    BackupRecovery last = planned.orElseGet(() -> Recoveries.find(cluster, name()));
    BackupRecoveryStatus status = StatusView.status(last);
    if (status.start() == null && status.plan() != null && !status.currentPhase().terminal()) {
      return last;
    }
    Failure why =
        planned.isEmpty() && !NoPlan.tells(status) ? late(last, within) : NoPlan.of(last, machine);
    throw new Failure(why.code(), why.line() + " " + takenBack());
  }

  private static Failure late(BackupRecovery last, Duration within) {
    String line = "There is no plan after " + within.toSeconds() + "s";
    // What the operator says of it was printed while it was waited for.
    return new Failure(
        ExitCode.TIMEOUT,
        StatusView.status(last).message() == null
            ? line + ": " + Recoveries.because(last)
            : line + ".");
  }

  /** Ends the command where the user may not approve it, so that somebody else has to. */
  void tryApproval(String hash) {
    try {
      Recoveries.tryApproval(cluster, created, hash);
    } catch (Failure e) {
      throw leaving(e);
    }
  }

  BackupRecovery approve(Interruption interruption, String hash) {
    try {
      return Recoveries.approve(cluster, interruption, created, hash);
    } catch (Failure e) {
      throw e.code() == ExitCode.FORBIDDEN ? leaving(e) : e;
    }
  }

  /** Takes it back, unless somebody else has approved it meanwhile; and says so. */
  String takenBack() {
    Optional<BackupRecovery> now = Recoveries.current(cluster, created);
    while (now.isPresent() && !deleted(now.get())) {
      now = Recoveries.current(cluster, created);
    }
    return "Nothing is overwritten, " + name() + " is deleted again.";
  }

  /** False where it is another one by now. */
  private boolean deleted(BackupRecovery now) {
    BackupRecoveryStatus status = StatusView.status(now);
    if (now.getSpec().approvedPlan() != null || status.start() != null) {
      throw new Failure(
          Outcome.of(status, null),
          "Somebody else approved it meanwhile, and it is not taken back. " + Outcome.open(now));
    }
    try {
      cluster.deleteUnchanged(now);
      return true;
    } catch (Failure e) {
      if (Cluster.conflict(e)) {
        return false;
      }
      throw leaving(e);
    }
  }

  private Failure leaving(Failure e) {
    return new Failure(e.code(), e.line() + " " + left(), e);
  }
}
