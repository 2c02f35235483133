package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.BackupApi;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out the steps of a recovery. */
final class RecoverySteps {
  private final Cluster cluster;
  private final Folders folders;
  private final MachineLocks locks;
  private final StartSending sending;
  private final Announcements announcements;

  RecoverySteps(
      Cluster cluster,
      Folders folders,
      MachineLocks locks,
      StartSending sending,
      Announcements announcements) {
    this.cluster = cluster;
    this.folders = folders;
    this.locks = locks;
    this.sending = sending;
    this.announcements = announcements;
  }

  /** How a step ended. */
  sealed interface Result {
    /**
     * Observe and decide again, at once.
     *
     * @param live the object as the API server has just given it, or null where it has to be read
     */
    record Again(@Nullable BackupRecovery live) implements Result {
      static final Again AFRESH = new Again(null);
    }

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
        yield Result.Again.AFRESH;
      }
      case RecoveryAction.Unlock unlock -> {
        locks.giveBackUnused(unlock.machine(), recovery, unlock.version());
        yield Result.Again.AFRESH;
      }
      case RecoveryAction.Send send -> {
        Optional<BackupApi> api = folders.api(recovery);
        api.ifPresent(a -> sending.send(recovery, send, a, decided));
        yield Result.Again.AFRESH;
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
      return Result.Again.AFRESH;
    }
    announcements.announce(recovery, before, say.status());
    return Duration.ZERO.equals(say.next()) ? Result.Again.AFRESH : new Result.Rest(say.next());
  }

  /** The finalizer first: a lock then never outlives its holder without being given back. */
  private Result claim(BackupRecovery recovery, String machine) {
    Optional<BackupRecovery> held =
        recovery.hasFinalizer(BackupApiGroup.RECOVERY_FINALIZER)
            ? Optional.of(recovery)
            : cluster.hold(recovery);
    return held.isPresent() && locks.take(machine, recovery)
        ? new Result.Again(held.get())
        : Result.Again.AFRESH;
  }

  private Result release(BackupRecovery recovery, RecoveryAction.Release release) {
    BackupRecoveryStatus status =
        Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
    String machine = release.machine();
    if (release.farewell() != null) {
      cluster.event(recovery, true, "RecoveryGoesOn", release.farewell());
    }
    boolean settled =
        machine.isEmpty()
            || (release.keepLock()
                ? locks.note(machine, recovery, status.operationId())
                : locks.giveBack(machine, recovery, mayHaveStarted(status)));
    return settled && cluster.letGo(recovery).isPresent()
        ? new Result.Rest(null)
        : Result.Again.AFRESH;
  }

  private static boolean mayHaveStarted(BackupRecoveryStatus status) {
    Start start = status.start();
    return status.currentPhase() == RecoveryPhase.OutcomeUnknown
        || (start != null && start.evidence() != null);
  }
}
