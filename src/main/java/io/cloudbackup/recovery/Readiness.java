package io.cloudbackup.recovery;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.FolderProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a recovery may be sent now, checked in full before every send, replays included. Pure.
 *
 * <p>The preconditions follow from the API's field descriptions: registered, active, online and
 * idle.
 */
final class Readiness {
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration WHILE_A_PERSON_THINKS = Duration.ofSeconds(60);

  private Readiness() {}

  /** The verdict. */
  sealed interface Verdict {
    /** Nothing stands against it. */
    record Go(Plan plan) implements Verdict {}

    /**
     * Not now, or never.
     *
     * @param phase Pending, AwaitingApproval or Queued; Failed or Expired where it can't become
     *     possible
     * @param plan what is known of the plan, or null
     */
    record No(
        RecoveryPhase phase, String reason, String message, @Nullable Plan plan, Duration next)
        implements Verdict {}
  }

  static Verdict of(RecoveryObservation seen) {
    Check check = new Check(seen);
    Optional<Verdict> unwanted = check.wanted();
    return unwanted.isPresent() ? unwanted.get() : check.backup();
  }

  /** What stands against it on this side, before the cloud is asked; nothing where it is wanted. */
  static Optional<Verdict> wanted(RecoveryObservation seen) {
    return new Check(seen).wanted();
  }

  private record Check(RecoveryObservation seen) {
    Optional<Verdict> wanted() {
      Instant deadline = Rfc3339.parse(seen.spec().startDeadline());
      if (deadline == null || seen.now().isAfter(deadline)) {
        return Optional.of(
            no(
                RecoveryPhase.Expired,
                "StartDeadlinePassed",
                "startDeadline "
                    + seen.spec().startDeadline()
                    + " passed before the recovery could start.",
                seen.before().plan()));
      }
      if (seen.startedBefore()) {
        return Optional.of(
            no(
                RecoveryPhase.Failed,
                "StartedBefore",
                "A BackupRecovery of this name, source, target and startDeadline started before, and was deleted"
                    + " since. To recover once more, create one with another name or startDeadline.",
                seen.before().plan()));
      }
      if (seen.marks().paused()) {
        return Optional.of(
            pending("Paused", "The annotation backup.yandex.cloud/paused holds the recovery."));
      }
      if (seen.folder() instanceof FolderView.Unusable(String reason, String message)) {
        return Optional.of(pending(reason, message));
      }
      if (seen.goal() instanceof Goal.Unclear(String reason, String message)) {
        return Optional.of(pending(reason, message));
      }
      return Optional.empty();
    }

    Verdict backup() {
      return switch (seen.backup()) {
        case Lookup.Found<Backup>(Backup backup) when backup.deleted() ->
            no(
                RecoveryPhase.Failed,
                "BackupDeleted",
                "Backup " + backup.id() + " was deleted.",
                null);
        case Lookup.Found<Backup>(Backup backup) -> target(backup);
        case Lookup.Absent<Backup> absent -> noBackup();
        case Lookup.Failed<Backup>(CloudError error) -> cloud(error);
        case Lookup.NotAsked<Backup> notAsked -> pending("Observing", "The backup is looked up.");
      };
    }

    private Verdict noBackup() {
      String id = seen.spec().source().backupId();
      return id == null
          ? pending(
              "NoBackup",
              "The machine that spec.source.latest names has no backup that it selects: wait for one, or change"
                  + " the source in another BackupRecovery.")
          : no(
              RecoveryPhase.Failed,
              "BackupNotFound",
              "The cloud folder has no backup " + id + ". Check spec.source.backupId.",
              null);
    }

    private Verdict target(Backup backup) {
      return switch (seen.target()) {
        case Lookup.Found<Resource>(Resource target) -> target(backup, target);
        case Lookup.Absent<Resource> absent ->
            pending(
                "TargetNotRegistered",
                "Cloud Backup doesn't know the target machine" + machine() + ": connect it first.");
        case Lookup.Failed<Resource>(CloudError error) -> cloud(error);
        case Lookup.NotAsked<Resource> notAsked -> pending("Observing", "The target is looked up.");
      };
    }

    private Verdict target(Backup backup, Resource target) {
      if (seen.goal() instanceof Goal.Clear(String machine)
          && !machine.equals(target.computeInstanceId())) {
        return pending(
            "TargetChanged",
            "spec.target means machine "
                + machine
                + ", and the one at hand is "
                + target.computeInstanceId()
                + ".");
      }
      if (!belongs(target)) {
        return pending(
            "TargetInOtherFolder", "The target machine is not in the BackupFolder's cloud folder.");
      }
      if (!target.initStatus().equals(Resource.REGISTRED)) {
        return pending(
            "TargetNotRegistered",
            "The target machine's registration is "
                + target.initStatus()
                + ": it must be REGISTRED.");
      }
      return source(backup, target);
    }

    /** The cloud recovers no virtual machine onto a physical one, nor the other way round. */
    private Verdict source(Backup backup, Resource target) {
      return switch (seen.source()) {
        case Lookup.Found<Resource>(Resource source) when differ(source.type(), target.type()) ->
            no(
                RecoveryPhase.Failed,
                "TargetTypeDiffers",
                "Backup "
                    + backup.id()
                    + " is of a machine of type "
                    + source.type()
                    + ", and the target's is "
                    + target.type()
                    + ": choose a target of the same type.",
                null);
        case Lookup.Failed<Resource>(CloudError error) -> cloud(error);
        // Where the source is not registered any more, nobody can tell its type.
        case Lookup.Found<Resource> same -> layout(backup, target);
        case Lookup.Absent<Resource> absent -> layout(backup, target);
        case Lookup.NotAsked<Resource> notAsked -> layout(backup, target);
      };
    }

    private static boolean differ(String source, String target) {
      return known(source) && known(target) && !source.equals(target);
    }

    private static boolean known(String type) {
      return !type.isEmpty() && !type.endsWith("UNSPECIFIED");
    }

    private Verdict layout(Backup backup, Resource target) {
      return switch (seen.ofTarget()) {
        case Lookup.Found<List<Backup>>(List<Backup> own) ->
            approved(target, Plans.of(backup, target, seen.newer(), own), backup);
        case Lookup.Absent<List<Backup>> absent ->
            approved(target, Plans.of(backup, target, seen.newer(), List.of()), backup);
        case Lookup.Failed<List<Backup>>(CloudError error) -> cloud(error);
        case Lookup.NotAsked<List<Backup>> notAsked ->
            pending("Observing", "The target's own backups are looked up.");
      };
    }

    private Verdict approved(Resource target, Plan plan, Backup backup) {
      String approved = seen.spec().approvedPlan();
      if (seen.spec().approval() == Approval.Automatic || plan.hash().equals(approved)) {
        return able(target, plan);
      }
      return no(
          RecoveryPhase.AwaitingApproval,
          "ApprovalRequired",
          Plans.summary(plan, backup.createdAt(), seen.now())
              + " Look at status.plan and set spec.approvedPlan to "
              + plan.hash()
              + "."
              + (approved == null ? "" : " It differs from the one that was approved."),
          plan);
    }

    private Verdict able(Resource target, Plan plan) {
      if (!target.isActive()) {
        return no(
            RecoveryPhase.Pending,
            "TargetNotActive",
            "The target machine doesn't control its resource in Cloud Backup (isActive is false): reconnect it.",
            plan);
      }
      if (!target.online()) {
        return no(
            RecoveryPhase.Pending,
            "TargetOffline",
            "The backup agent on the target machine is offline: start the machine.",
            plan);
      }
      if (target.busy()) {
        return no(
            RecoveryPhase.Queued,
            "TargetBusy",
            "The target machine is " + target.status() + ", " + target.statusProgress() + "% done.",
            plan);
      }
      return switch (seen.tasks()) {
        case Lookup.Found<List<Task>>(List<Task> tasks) -> idle(tasks, plan);
        case Lookup.Absent<List<Task>> absent ->
            pending("TasksNotListed", "The cloud doesn't list the target's tasks.");
        case Lookup.Failed<List<Task>>(CloudError error) -> cloud(error);
        case Lookup.NotAsked<List<Task>> notAsked ->
            pending("Observing", "The target's tasks are looked up.");
      };
    }

    private Verdict idle(List<Task> tasks, Plan plan) {
      Optional<Task> running =
          tasks.stream().filter(t -> t.type().equals(Task.RECOVERY) && !t.completed()).findFirst();
      return running.isPresent()
          ? no(
              RecoveryPhase.Queued,
              "TargetBusy",
              "The target machine has recovery task " + running.get().id() + " under way.",
              plan)
          : new Verdict.Go(plan);
    }

    /**
     * The cloud's word counts; where it says nothing of the folder, the folder's sweep must have
     * seen the machine.
     */
    private boolean belongs(Resource target) {
      return target
          .folderId()
          .map(
              id ->
                  seen.folder() instanceof FolderView.Usable usable && id.equals(usable.folderId()))
          .orElse(seen.swept());
    }

    private Verdict cloud(CloudError error) {
      return switch (error.kind()) {
        case UNAUTHENTICATED, NO_TOKEN, FORBIDDEN, THROTTLED -> {
          FolderProblem problem = FolderProblem.of(error, folderId());
          yield pending(problem.reason(), problem.message());
        }
        case INVALID,
            NOT_FOUND,
            ALREADY_EXISTS,
            PRECONDITION,
            UNREACHABLE,
            LOST,
            UNAVAILABLE,
            GARBAGE ->
            pending("CloudNotAnswering", error.sentence());
      };
    }

    private String folderId() {
      return seen.folder() instanceof FolderView.Usable usable ? usable.folderId() : "";
    }

    private String machine() {
      return seen.goal() instanceof Goal.Clear(String id) ? " " + id : "";
    }

    private Verdict pending(String reason, String message) {
      return no(RecoveryPhase.Pending, reason, message, seen.before().plan());
    }

    private Verdict no(RecoveryPhase phase, String reason, String message, @Nullable Plan plan) {
      Duration next =
          switch (phase) {
            case Queued -> seen.timing().poll();
            // An approval wakes the recovery by itself; the plan is kept current meanwhile.
            case AwaitingApproval -> WHILE_A_PERSON_THINKS;
            default -> RETRY;
          };
      return new Verdict.No(phase, reason, message, plan, next);
    }
  }
}
