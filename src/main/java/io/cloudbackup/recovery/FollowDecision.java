package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.recovery.RecoveryAction.Say;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a recovery to its end: by the operation, by the task where the cloud forgot the
 * operation, by the machine's state where it forgot both. Pure.
 */
final class FollowDecision {
  /** A new operation is not on all replicas of the cloud yet, and a task shows late. */
  private static final Duration NOT_THERE_YET = Duration.ofSeconds(30);

  /** The reason of the conditions while nothing moves. */
  static final String NO_PROGRESS = "NoProgress";

  /** The reason of the conditions while the cloud shows nothing of the recovery. */
  private static final String OUT_OF_SIGHT = "OutOfSight";

  /** A recovery takes minutes, each percent of it seconds; the documentation shows nine minutes. */
  private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(10);

  /**
   * The least time between two writes of progress. Times in the status are cut to seconds, so that
   * three of them are more than two.
   */
  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(3);

  /** The parts of a cloud don't agree on the time to the millisecond. */
  private static final Duration CLOUD_SKEW = Duration.ofSeconds(2);

  private final RecoveryObservation seen;
  private final @Nullable Task task;

  private FollowDecision(RecoveryObservation seen) {
    this.seen = seen;
    this.task = findTask(seen);
  }

  static RecoveryAction decide(RecoveryObservation seen) {
    return new FollowDecision(seen).follow();
  }

  private static @Nullable Task findTask(RecoveryObservation seen) {
    String known = seen.before().taskId();
    if (known != null) {
      return Tasks.recoveries(seen).stream()
          .filter(t -> Long.toString(t.id()).equals(known))
          .findFirst()
          .orElse(null);
    }
    Start start = seen.before().start();
    // Of what a person named, nobody noted which tasks were there before.
    if (start == null || !Tasks.allKnown(start) || Start.PERSON.equals(start.evidence())) {
      return null;
    }
    // One that shows late may be another recovery's, even where the own operation proves the start.
    if (seen.claims().unseen()) {
      return null;
    }
    List<Task> candidates =
        Tasks.candidates(seen, start).stream().filter(t -> !olderThanOperation(t, seen)).toList();
    return candidates.size() == 1 ? candidates.getFirst() : null;
  }

  /**
   * A task that shows late may be an earlier recovery's. Both times are the cloud's own, so that no
   * clocks are compared but its own.
   */
  private static boolean olderThanOperation(Task task, RecoveryObservation seen) {
    Instant began = seen.operation().found().map(Operation::createdAt).orElse(null);
    Instant enqueued = task.enqueuedAt();
    return began != null && enqueued != null && enqueued.isBefore(began.minus(CLOUD_SKEW));
  }

  private RecoveryAction follow() {
    RecoveryAction.Say step =
        switch (seen.operation()) {
          case Lookup.Found<Operation>(Operation operation) when mismatch(operation) -> byTask();
          case Lookup.Found<Operation>(Operation operation) -> byOperation(operation);
          case Lookup.Absent<Operation> absent -> byTask();
          case Lookup.NotAsked<Operation> notAsked -> byTask();
          // Another host than the rest of the API: what the completed task says counts without it.
          case Lookup.Failed<Operation> failed when task != null && task.completed() -> byTask();
          case Lookup.Failed<Operation>(CloudError error) ->
              goesOn("The operation can't be asked for at the moment: " + error.sentence());
        };
    boolean ends = RecoveryPhase.valueOf(Objects.requireNonNull(step.status().phase())).terminal();
    return !ends && timedOut() ? timeout() : step;
  }

  private Say byOperation(Operation operation) {
    Operation.Status error = operation.error();
    if (!operation.done()) {
      return goesOn(
          error == null
              ? "The machine is being recovered."
              : "The recovery is failing: " + error.message() + ".");
    }
    return error == null ? succeeded("The operation is done.") : failed(text(error));
  }

  private static String text(Operation.Status error) {
    return error.message().isEmpty()
        ? "The operation ended with code " + error.code() + " and no text."
        : error.message();
  }

  private Say byTask() {
    if (seen.tasks() instanceof Lookup.Failed<List<Task>>(CloudError error)) {
      return goesOn("The machine's tasks can't be listed at the moment: " + error.sentence());
    }
    Task found = task;
    if (found == null) {
      return byMachine();
    }
    if (!found.completed()) {
      return goesOn("The machine is being recovered: task " + found.id() + ".");
    }
    return switch (found.resultCode()) {
      case Task.OK -> succeeded("The task is done.");
      case Task.WARNING -> succeeded("The task is done, with a warning: " + found.error());
      case "ERROR", "CANCELLED", "ABANDONED", "TIMEDOUT" ->
          failed(
              found.error().isEmpty()
                  ? "The task ended with " + found.resultCode() + "."
                  : found.error());
      default -> found.error().isEmpty() ? unclear(found) : failed(found.error());
    };
  }

  private Say unclear(Task ended) {
    return end(
        RecoveryPhase.OutcomeUnknown,
        "ResultUnknown",
        "The task ended, and its result '"
            + ended.resultCode()
            + "' doesn't tell how: look at the machine.");
  }

  private Say byMachine() {
    return switch (seen.target()) {
      case Lookup.Found<Resource>(Resource machine)
          when machine.status().equals(Resource.RECOVERING) ->
          goesOn("The cloud shows neither operation nor task; the machine is RECOVERING.");
      case Lookup.Failed<Resource>(CloudError error) ->
          goesOn("The machine can't be asked for at the moment: " + error.sentence());
      case Lookup.Found<Resource> idle -> lostSight();
      case Lookup.Absent<Resource> absent -> lostSight();
      case Lookup.NotAsked<Resource> notAsked -> goesOn("The machine is looked up.");
    };
  }

  private Say lostSight() {
    if (sinceStart().compareTo(NOT_THERE_YET) < 0) {
      return goesOn("The cloud does not show the recovery yet.");
    }
    String message =
        "The cloud shows neither operation nor task any more, and the machine is not RECOVERING: look at the machine.";
    // A phase that is final takes more than one look.
    return seen.before().saysWhy(OUT_OF_SIGHT)
        ? end(RecoveryPhase.OutcomeUnknown, "OutcomeUnknown", message)
        : new Say(
            draft().in(RecoveryPhase.Recovering, OUT_OF_SIGHT, message), seen.timing().poll());
  }

  private RecoveryAction timeout() {
    return end(
        RecoveryPhase.OutcomeUnknown,
        "FollowTimeout",
        "Not followed any longer: timeout "
            + seen.spec().timeout()
            + " passed. The cloud goes on.");
  }

  private boolean timedOut() {
    String timeout = seen.spec().timeout();
    return timeout != null && sinceStart().compareTo(Rfc3339.duration(timeout)) >= 0;
  }

  private Duration sinceStart() {
    Instant began = Rfc3339.parse(seen.before().startTime());
    return began == null ? Duration.ZERO : Duration.between(began, seen.now());
  }

  private Say goesOn(String message) {
    // A negative time is one of a clock that went back: nobody waits for it.
    boolean early =
        !sinceProgress().isNegative() && sinceProgress().compareTo(BETWEEN_PROGRESS) < 0;
    StatusDraft draft = draft(!early);
    boolean stuck = draft.sameProgress() && sinceProgress().compareTo(LONGEST_STANDSTILL) >= 0;
    return new Say(
        stuck
            ? draft.in(
                RecoveryPhase.Recovering,
                NO_PROGRESS,
                message
                    + " No progress since "
                    + seen.before().lastProgressTime()
                    + ": look at the machine and its agent; the recovery goes on to be followed.")
            : draft.in(RecoveryPhase.Recovering, "Recovering", message),
        seen.timing().poll());
  }

  private Duration sinceProgress() {
    Instant last = Rfc3339.parse(seen.before().lastProgressTime());
    return last == null ? LONGEST_STANDSTILL : Duration.between(last, seen.now());
  }

  private Say succeeded(String message) {
    return new Say(
        draft().progress(100).in(RecoveryPhase.Succeeded, "Succeeded", message), Duration.ZERO);
  }

  private Say failed(String message) {
    return end(RecoveryPhase.Failed, "RecoveryFailed", message);
  }

  private Say end(RecoveryPhase phase, String reason, String message) {
    return new Say(draft().in(phase, reason, message), Duration.ZERO);
  }

  private StatusDraft draft() {
    return draft(true);
  }

  private StatusDraft draft(boolean withProgress) {
    StatusDraft draft = new StatusDraft(seen);
    Task found = task;
    if (found != null) {
      draft.task(Long.toString(found.id()));
      if (found.completed() && !found.resultCode().isEmpty()) {
        draft.result(found.resultCode());
      }
    }
    if (withProgress) {
      percent().ifPresent(draft::progress);
    }
    return draft;
  }

  /** The task tells best. The machine's own figure is the last resort. */
  private Optional<Integer> percent() {
    Task found = task;
    Task.Progress progress = found == null ? null : found.progress();
    if (progress != null) {
      return Optional.of(progress.percent());
    }
    return seen.operation()
        .found()
        .filter(o -> !mismatch(o))
        .flatMap(Operation::percent)
        .or(
            () ->
                seen.target()
                    .found()
                    .filter(m -> m.status().equals(Resource.RECOVERING))
                    .map(m -> Math.clamp(m.statusProgress(), 0, 100)));
  }

  /** An operation that names another backup or machine is not this recovery's. */
  private boolean mismatch(Operation operation) {
    return !ResolveDecision.speaksOf(operation, seen.before().plan());
  }
}
