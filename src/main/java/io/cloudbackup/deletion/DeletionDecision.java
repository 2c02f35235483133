package io.cloudbackup.deletion;

import io.cloudbackup.api.DeletionEnd;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.deletion.DeletionOutcome.Blocked;
import io.cloudbackup.deletion.DeletionOutcome.Delete;
import io.cloudbackup.deletion.DeletionOutcome.Follow;
import io.cloudbackup.deletion.DeletionOutcome.Release;
import io.cloudbackup.folder.FolderProblem;
import java.time.Duration;
import java.util.Objects;

/** How the deletion of what an object stands for goes on. Pure. */
final class DeletionDecision<T> {
  /** In a terminating namespace the Secret is often gone first, and nothing of it comes back. */
  static final Duration PATIENCE_WITH_NAMESPACE = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration SLOWEST_POLL = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(15);
  private static final Duration SLOWEST_RETRY = Duration.ofMinutes(5);

  /** What a person can do about a deletion that is blocked. */
  static final String HINT =
      " The annotation backup.yandex.cloud/abandon: \"true\" lets the object go without deleting in the cloud.";

  private final DeletionWords words;
  private final DeletionObservation<T> seen;

  private DeletionDecision(DeletionWords words, DeletionObservation<T> seen) {
    this.words = words;
    this.seen = seen;
  }

  static <T> DeletionOutcome<T> decide(DeletionWords words, DeletionObservation<T> seen) {
    return new DeletionDecision<>(words, seen).outcome();
  }

  /** What follows when the cloud refuses the deletion that {@code seen} led to. */
  static <T> DeletionOutcome<T> refused(
      DeletionWords words, DeletionObservation<T> seen, CloudError error) {
    String folderId = Objects.requireNonNullElse(seen.folderId(), "");
    return new DeletionDecision<>(words, seen)
        .bounded(new Blocked<>(FolderProblem.told(error, folderId) + HINT, false, retry(seen)));
  }

  private DeletionOutcome<T> outcome() {
    if (seen.abandon()) {
      return new Release<>(
          true, DeletionEnd.Abandoned, "Released by annotation; " + words.remains() + ".");
    }
    // What has begun can't be called back, whatever is wanted now: it is told to its end.
    return seen.operationId() == null ? notBegun() : bounded(inCloud());
  }

  private DeletionOutcome<T> notBegun() {
    if (!seen.wanted()) {
      return retained(false, "The deletion policy is Retain");
    }
    if (seen.rival() != null) {
      return new Release<>(
          true,
          DeletionEnd.Conflict,
          seen.rival() + " is older: " + words.thing() + " is its to delete.");
    }
    if (seen.kindGoes()) {
      return retained(
          true, "The CustomResourceDefinition is being deleted, which is no wish to delete it");
    }
    if (seen.terminating().isPresent() && !words.goesWithNamespace()) {
      return retained(true, "The namespace is terminating, which is no wish to delete it");
    }
    return bounded(inCloud());
  }

  private Release<T> retained(boolean warning, String why) {
    return new Release<>(
        warning,
        DeletionEnd.Retained,
        why + ": the cloud is not told to delete " + words.thing() + ".");
  }

  /** A terminating namespace waits for what is blocked or goes on, but not for ever. */
  private DeletionOutcome<T> bounded(DeletionOutcome<T> outcome) {
    boolean patienceEnded =
        seen.terminating().filter(t -> t.compareTo(PATIENCE_WITH_NAMESPACE) >= 0).isPresent();
    if (!patienceEnded) {
      return outcome;
    }
    return switch (outcome) {
      case Blocked<T> blocked -> abandoned(blocked.message());
      case Follow<T> follow ->
          abandoned("The cloud's operation " + follow.operationId() + " has not ended.");
      case Release<T> release -> release;
      case Delete<T> delete -> delete;
    };
  }

  private Release<T> abandoned(String why) {
    return new Release<>(
        true,
        DeletionEnd.Abandoned,
        "The namespace is terminating; " + words.remains() + ". " + why);
  }

  private DeletionOutcome<T> inCloud() {
    if (seen.paused()) {
      return blocked("The annotation backup.yandex.cloud/paused holds the deletion.");
    }
    String refused = seen.blocked();
    if (refused != null) {
      return blocked(refused + HINT);
    }
    String operationId = seen.operationId();
    return operationId == null ? begin() : follow(operationId);
  }

  private DeletionOutcome<T> follow(String operationId) {
    return switch (seen.operation()) {
      case Lookup.Found<Operation>(Operation operation) -> {
        Operation.Status error = operation.error();
        if (!operation.done()) {
          yield new Follow<>(operationId, poll());
        }
        yield error == null
            ? new Release<>(false, DeletionEnd.Deleted, words.deleted())
            : afterFailure(
                "The cloud could not delete " + words.thing() + ": " + error.message() + ".");
      }
      case Lookup.Absent<Operation> absent -> begin();
      case Lookup.NotAsked<Operation> notAsked -> new Follow<>(operationId, poll());
      case Lookup.Failed<Operation>(CloudError error) -> blocked(error.sentence() + HINT);
    };
  }

  private DeletionOutcome<T> afterFailure(String message) {
    return seen.target() instanceof Target.Absent<T>
        ? absent()
        : new Blocked<>(message + HINT, true, retry(seen));
  }

  private DeletionOutcome<T> begin() {
    return switch (seen.target()) {
      case Target.Absent<T> absent -> absent();
      case Target.Present<T>(T value) -> new Delete<>(value);
      case Target.Refused<T>(String message) -> blocked(message + HINT);
      case Target.NotAsked<T> notAsked -> blocked("The cloud was not asked." + HINT);
      case Target.Failed<T>(CloudError error) -> blocked(error.sentence() + HINT);
    };
  }

  private Release<T> absent() {
    return new Release<>(
        false,
        seen.operationId() == null ? DeletionEnd.AlreadyAbsent : DeletionEnd.Deleted,
        words.absent());
  }

  /** The longer it takes already, the less often the cloud is asked. */
  private Duration poll() {
    return within(POLL, seen.pending().dividedBy(20), SLOWEST_POLL);
  }

  private static Duration retry(DeletionObservation<?> seen) {
    return within(RETRY, seen.pending().dividedBy(10), SLOWEST_RETRY);
  }

  private static Duration within(Duration least, Duration wanted, Duration most) {
    return wanted.compareTo(least) < 0 ? least : wanted.compareTo(most) > 0 ? most : wanted;
  }

  private Blocked<T> blocked(String message) {
    return new Blocked<>(message, false, retry(seen));
  }
}
