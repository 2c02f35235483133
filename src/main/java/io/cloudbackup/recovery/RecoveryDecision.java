package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.recovery.RecoveryAction.Release;
import io.cloudbackup.recovery.RecoveryAction.Remove;
import io.cloudbackup.recovery.RecoveryAction.Rest;
import io.cloudbackup.recovery.RecoveryAction.Say;
import io.cloudbackup.recovery.RecoveryAction.Unlock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The next step of a recovery. Pure: the same observation always gives the same step. */
final class RecoveryDecision {
  private RecoveryDecision() {}

  /** Decides. */
  static RecoveryAction decide(RecoveryObservation seen) {
    RecoveryAction step = step(seen);
    Optional<String> request = seen.marks().openRequest(seen.before().lastHandledReconcileAt());
    if (request.isEmpty() || seen.deleting()) {
      return step;
    }
    // Also what is at rest answers a request for a fresh look; nothing else of it changes.
    BackupRecoveryStatus answered = seen.before().handled(request.get());
    if (step instanceof Rest(Duration next)) {
      return new Say(answered, next);
    }
    return step instanceof Say(BackupRecoveryStatus same, Duration next)
            && same.equals(seen.before())
        ? new Say(answered, next)
        : step;
  }

  private static RecoveryAction step(RecoveryObservation seen) {
    RecoveryPhase phase = standing(seen.before());
    if (phase.terminal()) {
      return ended(seen);
    }
    if (seen.deleting()) {
      return deleting(seen, phase);
    }
    if (statusLost(seen)) {
      return StartDecision.statusLost(seen);
    }
    if (phase == RecoveryPhase.StartUnknown && seen.before().start() == null) {
      // Somebody edited the status: there has to be a key that a person can answer.
      return StartDecision.statusLost(seen);
    }
    return switch (phase) {
      case Pending, AwaitingApproval, Queued -> StartDecision.decide(seen);
      case Starting ->
          unsettled(seen.before()) ? SettleDecision.decide(seen) : StartDecision.decide(seen);
      case Recovering -> FollowDecision.decide(seen);
      case StartUnknown -> ResolveDecision.decide(seen);
      case Succeeded, Failed, Expired, OutcomeUnknown -> ended(seen);
    };
  }

  /**
   * Where a recovery stands. What is written of its start counts for more than a phase from before
   * the start, which may be one that only a newer operator knows: what may have begun is never sent
   * as if it were new.
   */
  static RecoveryPhase standing(BackupRecoveryStatus before) {
    RecoveryPhase phase = before.currentPhase();
    return switch (phase) {
      case Pending, AwaitingApproval, Queued, Starting -> {
        Start start = before.start();
        if (start != null && start.evidence() != null) {
          yield RecoveryPhase.Recovering;
        }
        yield unsettled(before) ? RecoveryPhase.Starting : phase;
      }
      case Recovering, StartUnknown, Succeeded, Failed, Expired, OutcomeUnknown -> phase;
    };
  }

  /** Whether the recovery may have begun without anybody knowing. */
  private static boolean unsettled(BackupRecoveryStatus before) {
    Start start = before.start();
    return start != null && start.unsettled();
  }

  /** Whether the lock says that the recovery was sent, and its status nothing. */
  private static boolean statusLost(RecoveryObservation seen) {
    return seen.sent() && seen.before().start() == null;
  }

  /** The machine whose lock the recovery may hold; empty while that is unclear. */
  private static String machine(RecoveryObservation seen) {
    BackupRecoveryStatus.Plan plan = seen.before().plan();
    if (plan != null && !plan.computeInstanceId().isEmpty()) {
      return plan.computeInstanceId();
    }
    return seen.goal() instanceof Goal.Clear(String machine) ? machine : "";
  }

  private static RecoveryAction ended(RecoveryObservation seen) {
    if (seen.held()) {
      return new Release(machine(seen), false, null);
    }
    String ttl = seen.spec().ttlAfterFinished();
    Instant ended = Rfc3339.parse(seen.before().completionTime());
    if (ttl == null || ended == null || seen.deleting()) {
      return new Rest(null);
    }
    Instant deadline = Rfc3339.parse(seen.spec().startDeadline());
    Instant end = ended.plus(Rfc3339.duration(ttl));
    // Gone before its deadline, a manifest that is applied again would run once more.
    Instant removal = deadline != null && deadline.isAfter(end) ? deadline.plusSeconds(1) : end;
    return seen.now().isBefore(removal)
        ? new Rest(Duration.between(seen.now(), removal).plusSeconds(1))
        : new Remove();
  }

  private static RecoveryAction deleting(RecoveryObservation seen, RecoveryPhase phase) {
    if (!seen.held()) {
      return new Rest(null);
    }
    BackupRecoveryStatus before = seen.before();
    if (statusLost(seen)) {
      return new Release(
          machine(seen),
          true,
          "Deleted after its status was lost; the lock says that it was sent. Look at the machine's tasks before"
              + " anything else is done to it.");
    }
    return switch (phase) {
      case Recovering ->
          new Release(
              machine(seen),
              true,
              "Deleted while "
                  + what(before)
                  + " recovers the machine. The cloud can't cancel it: the machine is still being written.");
      case StartUnknown ->
          new Release(
              machine(seen),
              true,
              "Deleted while nobody knows whether the recovery began. Look at the machine's tasks before anything"
                  + " else is done to it.");
      case Starting -> unsettled(before) ? deletingUnsettled(seen) : deletingUnbegun(seen);
      case Pending, AwaitingApproval, Queued, Succeeded, Failed, Expired, OutcomeUnknown ->
          deletingUnbegun(seen);
    };
  }

  /** The lock may be older than the plan in the status, which a release would find it by. */
  private static RecoveryAction deletingUnbegun(RecoveryObservation seen) {
    return seen.lock() instanceof LockView.Mine(String machine, String version)
        ? new Unlock(machine, version)
        : new Release(machine(seen), false, null);
  }

  private static RecoveryAction deletingUnsettled(RecoveryObservation seen) {
    RecoveryAction look = SettleDecision.lookOnly(seen);
    return look instanceof RecoveryAction.Say say
            && RecoveryPhase.StartUnknown.name().equals(say.status().phase())
        ? new Release(
            machine(seen),
            true,
            "Deleted while nobody knows whether the recovery with key "
                + Objects.requireNonNull(seen.before().start()).idempotencyKey()
                + " began. Look at the machine's tasks before anything else is done to it.")
        : look;
  }

  private static String what(BackupRecoveryStatus status) {
    return status.operationId() == null
        ? "task " + status.taskId()
        : "operation " + status.operationId();
  }
}
