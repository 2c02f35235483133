package io.cloudbackup.resource;

import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.resource.DeletionOutcome.Blocked;
import io.cloudbackup.resource.DeletionOutcome.Delete;
import io.cloudbackup.resource.DeletionOutcome.Follow;
import io.cloudbackup.resource.DeletionOutcome.Release;
import java.time.Duration;

/** How the deletion of a BackupResource goes on. Pure. */
final class DeletionDecision {
  /** In a terminating namespace the Secret is often gone first, and nothing of it comes back. */
  static final Duration PATIENCE_WITH_NAMESPACE = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration SLOWLY = Duration.ofSeconds(15);

  /** What a person can do about a deletion that is blocked. */
  static final String HINT =
      " The annotation backup.yandex.cloud/abandon: \"true\" lets the object go without deleting in the cloud.";

  private DeletionDecision() {}

  static DeletionOutcome decide(DeletionObservation seen) {
    if (seen.abandon()) {
      return new Release(
          true, "Abandoned", "Released by annotation; Cloud Backup still knows the machine.");
    }
    if (!seen.wanted()) {
      return new Release(
          false, "Retained", "The deletion policy is Retain: the cloud keeps the machine.");
    }
    if (seen.rival() != null) {
      return new Release(
          true,
          "Conflict",
          "BackupResource " + seen.rival() + " is older: the machine is its to delete.");
    }
    return bounded(seen, inCloud(seen));
  }

  /** What follows when the cloud refuses the deletion that {@code seen} led to. */
  static DeletionOutcome refused(DeletionObservation seen, CloudError error) {
    return bounded(seen, new Blocked(error.sentence() + "." + HINT, false, SLOWLY));
  }

  /** A terminating namespace waits for what is blocked or goes on, but not for ever. */
  private static DeletionOutcome bounded(DeletionObservation seen, DeletionOutcome outcome) {
    boolean patienceEnded =
        seen.terminating().filter(t -> t.compareTo(PATIENCE_WITH_NAMESPACE) >= 0).isPresent();
    if (!patienceEnded) {
      return outcome;
    }
    return switch (outcome) {
      case Blocked blocked -> abandoned(blocked.message());
      case Follow follow ->
          abandoned("The cloud's operation " + follow.operationId() + " has not ended.");
      case Release release -> release;
      case Delete delete -> delete;
    };
  }

  private static Release abandoned(String why) {
    return new Release(
        true,
        "Abandoned",
        "The namespace is terminating; Cloud Backup may still know the machine. " + why);
  }

  private static DeletionOutcome inCloud(DeletionObservation seen) {
    if (seen.paused()) {
      return new Blocked(
          "The annotation backup.yandex.cloud/paused holds the deletion.", false, SLOWLY);
    }
    FolderView.Refused blocked = seen.blocked();
    if (blocked != null) {
      return new Blocked(blocked.message() + HINT, false, SLOWLY);
    }
    String operationId = seen.operationId();
    return operationId == null ? begin(seen) : follow(seen, operationId);
  }

  private static DeletionOutcome follow(DeletionObservation seen, String operationId) {
    return switch (seen.operation()) {
      case Lookup.Found<Operation>(Operation operation) -> {
        Operation.Status error = operation.error();
        if (!operation.done()) {
          yield new Follow(operationId, POLL);
        }
        yield error == null
            ? new Release(false, "Deleted", "Cloud Backup forgot the machine. Its backups stay.")
            : afterFailure(
                seen, "The cloud could not delete the machine: " + error.message() + ".");
      }
      case Lookup.Absent<Operation> absent -> begin(seen);
      case Lookup.NotAsked<Operation> notAsked -> new Follow(operationId, POLL);
      case Lookup.Failed<Operation>(CloudError error) ->
          new Blocked(error.sentence() + "." + HINT, false, SLOWLY);
    };
  }

  private static DeletionOutcome afterFailure(DeletionObservation seen, String message) {
    return seen.machine() instanceof Lookup.Absent<Resource>
        ? new Release(false, "Deleted", "Cloud Backup doesn't know the machine any more.")
        : new Blocked(message + HINT, true, SLOWLY);
  }

  private static DeletionOutcome begin(DeletionObservation seen) {
    return switch (seen.machine()) {
      case Lookup.Absent<Resource> absent ->
          new Release(false, "Deleted", "Cloud Backup doesn't know the machine any more.");
      case Lookup.Found<Resource>(Resource machine) -> {
        if (machine.initStatus().equals(Resource.DELETED)) {
          yield new Release(false, "Deleted", "Cloud Backup doesn't know the machine any more.");
        }
        yield belongs(seen, machine)
            ? new Delete(machine.resourceId())
            : new Blocked(
                "The machine is not in the BackupFolder's cloud folder." + HINT, false, SLOWLY);
      }
      case Lookup.NotAsked<Resource> notAsked ->
          new Blocked("The cloud was not asked." + HINT, false, SLOWLY);
      case Lookup.Failed<Resource>(CloudError error) ->
          new Blocked(error.sentence() + "." + HINT, false, SLOWLY);
    };
  }

  /**
   * The cloud's word counts; where it says nothing of the folder, the folder's sweep must have seen
   * the machine.
   */
  private static boolean belongs(DeletionObservation seen, Resource machine) {
    return machine.folderId().map(id -> id.equals(seen.folderId())).orElse(seen.swept());
  }
}
