package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.cloud.BackupApi;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out the steps of a recovery. */
final class RecoverySteps {
  private final Cluster cluster;
  private final RecoveryObserver observer;
  private final MachineLocks locks;
  private final StartSending sending;
  private final Announcements announcements;

  RecoverySteps(
      Cluster cluster,
      RecoveryObserver observer,
      MachineLocks locks,
      StartSending sending,
      Announcements announcements) {
    this.cluster = cluster;
    this.observer = observer;
    this.locks = locks;
    this.sending = sending;
    this.announcements = announcements;
  }

  /** How a step ended. */
  sealed interface Result {
    /** Observe and decide again, at once. */
    record Again() implements Result {}

    /** Rest until woken, or for that long. */
    record Rest(@Nullable Duration next) implements Result {}
  }

  /**
   * Carries out one step.
   *
   * @param decided when it was decided, by the monotonic clock
   */
  Result perform(BackupRecovery recovery, RecoveryAction action, long decided) {
    return switch (action) {
      case RecoveryAction.Say say -> say(recovery, say);
      case RecoveryAction.Claim claim -> claim(recovery, claim.machine());
      case RecoveryAction.BreakLock broken -> {
        locks.breakLeft(broken.machine(), recovery);
        yield new Result.Again();
      }
      case RecoveryAction.Unlock unlock -> {
        locks.giveBack(unlock.machine(), recovery);
        yield new Result.Again();
      }
      case RecoveryAction.Send send -> {
        Optional<BackupApi> api = observer.api(recovery);
        api.ifPresent(a -> sending.send(recovery, send, a, decided));
        yield new Result.Again();
      }
      case RecoveryAction.Release release -> release(recovery, release);
      case RecoveryAction.Remove remove -> {
        cluster.delete(recovery);
        yield new Result.Rest(null);
      }
      case RecoveryAction.Rest rest -> new Result.Rest(rest.next());
    };
  }

  private Result say(BackupRecovery recovery, RecoveryAction.Say say) {
    BackupRecoveryStatus before = recovery.getStatus();
    if (say.status().equals(before)) {
      return new Result.Rest(say.next());
    }
    recovery.setStatus(say.status());
    if (cluster.writeStatus(recovery).isEmpty()) {
      return new Result.Again();
    }
    announcements.announce(recovery, before, say.status());
    return Duration.ZERO.equals(say.next()) ? new Result.Again() : new Result.Rest(say.next());
  }

  private Result claim(BackupRecovery recovery, String machine) {
    boolean locked =
        locks.look(machine, recovery) instanceof LockView.Mine || locks.take(machine, recovery);
    if (locked && !recovery.hasFinalizer(BackupApiGroup.RECOVERY_FINALIZER)) {
      cluster.hold(recovery);
    }
    return new Result.Again();
  }

  private Result release(BackupRecovery recovery, RecoveryAction.Release release) {
    BackupRecoveryStatus status =
        Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
    Plan plan = status.plan();
    if (release.farewell() != null) {
      cluster.event(recovery, true, "RecoveryGoesOn", release.farewell());
    }
    if (plan != null && release.keepLock()) {
      locks.note(plan.computeInstanceId(), recovery, status.operationId());
    } else if (plan != null) {
      locks.giveBack(plan.computeInstanceId(), recovery);
    }
    return cluster.letGo(recovery).isPresent() ? new Result.Rest(null) : new Result.Again();
  }
}
