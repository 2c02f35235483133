package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.recovery.RecoveryAction.BreakLock;
import io.cloudbackup.recovery.RecoveryAction.Claim;
import io.cloudbackup.recovery.RecoveryAction.Say;
import io.cloudbackup.recovery.RecoveryAction.Send;
import io.cloudbackup.recovery.RecoveryAction.Unlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From Pending to the first send of a key. Pure. */
final class StartDecision {
  /**
   * Clocks of cloud and cluster may differ; within this much a task counts as newer, so that a
   * person is asked.
   */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private StartDecision() {}

  /**
   * The holder of the lock that the recovery has said before that it waits for, and still does:
   * then it asks the cloud nothing.
   */
  static Optional<String> behind(BackupRecoveryStatus before, LockView lock) {
    return RecoveryDecision.standing(before) == RecoveryPhase.Queued
            && before.plan() != null
            && lock instanceof LockView.Others(String holder, boolean left, String operation)
            && !left
        ? Optional.of(holder)
        : Optional.empty();
  }

  static RecoveryAction decide(RecoveryObservation seen) {
    Optional<String> first = behind(seen.before(), seen.lock());
    if (first.isPresent() && Wanted.obstacle(seen).isEmpty()) {
      return queued(seen, Objects.requireNonNull(seen.before().plan()), first.get());
    }
    return switch (Readiness.of(seen)) {
      case Verdict.No no ->
          seen.lock() instanceof LockView.Mine(String machine, String version)
              ? new Unlock(machine, version)
              : new Say(
                  new StatusDraft(seen).plan(no.plan()).in(no.phase(), no.reason(), no.message()),
                  no.phase().terminal() ? Duration.ZERO : no.next());
      case Verdict.Go(Plan plan) -> go(seen, plan);
    };
  }

  private static RecoveryAction go(RecoveryObservation seen, Plan plan) {
    Optional<Duration> pause = pauseAfterRefusal(seen);
    if (pause.isPresent()) {
      return new Say(seen.before(), pause.get());
    }
    String machine = plan.computeInstanceId();
    return switch (seen.lock()) {
      case LockView.Others others when !others.left() -> queued(seen, plan, others.holder());
      case LockView.Others others -> afterOneThatLeft(seen, plan, others);
      case LockView.Free free -> new Claim(machine);
      case LockView.NotAsked notAsked -> new Claim(machine);
      case LockView.Mine mine -> seen.held() ? send(seen, plan) : new Claim(machine);
    };
  }

  /** The machine looks idle; what the lock's last holder began may not show yet. */
  private static RecoveryAction afterOneThatLeft(
      RecoveryObservation seen, Plan plan, LockView.Others others) {
    boolean goesOn =
        switch (seen.operation()) {
          case Lookup.Found<Operation>(Operation operation) -> !operation.done();
          case Lookup.Failed<Operation> failed -> true;
          case Lookup.Absent<Operation> absent -> false;
          case Lookup.NotAsked<Operation> notAsked -> false;
        };
    return goesOn
        ? new Say(
            new StatusDraft(seen)
                .plan(plan)
                .in(
                    RecoveryPhase.Queued,
                    "TargetBusy",
                    "Operation "
                        + others.operationId()
                        + ", which BackupRecovery "
                        + others.holder()
                        + " began before it was deleted, is not known to have ended."),
            seen.timing().poll())
        : new BreakLock(plan.computeInstanceId());
  }

  private static RecoveryAction queued(RecoveryObservation seen, Plan plan, String holder) {
    return new Say(
        new StatusDraft(seen)
            .plan(plan)
            .in(
                RecoveryPhase.Queued,
                "Locked",
                "BackupRecovery "
                    + holder
                    + " comes first on machine "
                    + plan.computeInstanceId()
                    + "."),
        seen.timing().poll());
  }

  /** The lock says that the recovery was sent, and the status says nothing of it. */
  static RecoveryAction statusLost(RecoveryObservation seen) {
    return ask(
        seen,
        Readiness.of(seen) instanceof Verdict.Go(Plan plan) ? plan : seen.before().plan(),
        "StatusLost",
        "status at " + seen.now(),
        "The machine's lock says that this recovery was sent, and its status says nothing of it: the status was"
            + " lost.");
  }

  private static RecoveryAction send(RecoveryObservation seen, Plan plan) {
    Start before = seen.before().start();
    Optional<Task> stranger = stranger(seen);
    if (stranger.isPresent()) {
      return ask(
          seen,
          plan,
          "TargetRecoveredSinceCreation",
          "task " + stranger.get().id(),
          "Task "
              + stranger.get().id()
              + " recovered machine "
              + plan.computeInstanceId()
              + " after this object was created, and no BackupRecovery follows it: it may have been this one,"
              + " before its status was lost.");
    }
    int attempts = before == null ? 0 : before.attempts();
    String known = before == null ? "" : before.idempotencyKey();
    String key = known.isEmpty() ? Keys.idempotency(seen.uid(), attempts + 1) : known;
    Start intent =
        Start.unsent(key, attempts, Tasks.ids(Tasks.recoveries(seen)))
            .sending(Rfc3339.seconds(seen.now()), seen.me());
    return new Send(
        new StatusDraft(seen)
            .plan(plan)
            .start(intent)
            .in(RecoveryPhase.Starting, "Starting", "The recovery is about to be sent."),
        Plans.pinned(plan),
        seen.folder());
  }

  /**
   * Asks a person, whose answer names a key of its own: no answer from before the loss, and nothing
   * that was ever sent, can be about it.
   */
  private static RecoveryAction ask(
      RecoveryObservation seen, @Nullable Plan plan, String reason, String what, String message) {
    Start before = seen.before().start();
    String key = Keys.question(seen.uid(), what);
    int attempts = before == null ? 0 : before.attempts();
    return new Say(
        new StatusDraft(seen)
            .plan(plan)
            .start(Start.unsent(key, attempts, Tasks.ids(Tasks.recoveries(seen))))
            .in(RecoveryPhase.StartUnknown, reason, message + " " + ResolveDecision.howTo(key)),
        null);
  }

  /** A recovery of the machine since the object was created that nobody knows of. */
  private static Optional<Task> stranger(RecoveryObservation seen) {
    Start before = seen.before().start();
    List<String> known = before == null ? List.of() : before.knownTaskIds();
    return Tasks.recoveries(seen).stream()
        .filter(t -> !known.contains(Long.toString(t.id())))
        .filter(t -> !seen.claims().taskIds().contains(Long.toString(t.id())))
        .filter(t -> newerThan(t, seen.created()))
        .findFirst();
  }

  /** Whether the task may have begun since the object was created. */
  static boolean newerThan(Task task, Instant created) {
    Instant enqueued = task.enqueuedAt();
    return enqueued == null || enqueued.isAfter(created.minus(CLOCK_SKEW));
  }

  /** A refused send is repeated, ever more slowly, as long as the start is wanted. */
  private static Optional<Duration> pauseAfterRefusal(RecoveryObservation seen) {
    Start start = seen.before().start();
    Instant last = start == null ? null : Rfc3339.parse(start.lastSentTime());
    if (start == null || last == null) {
      return Optional.empty();
    }
    Duration pause = refusalPause(start.attempts());
    Duration left = Duration.between(seen.now(), last.plus(pause));
    // More than the pause is left where the clock went back: then nobody waits for it.
    return left.isPositive() && left.compareTo(pause) <= 0 ? Optional.of(left) : Optional.empty();
  }

  private static Duration refusalPause(int attempts) {
    Duration pause = Duration.ofSeconds(5).multipliedBy(1L << Math.clamp(attempts - 1, 0, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
