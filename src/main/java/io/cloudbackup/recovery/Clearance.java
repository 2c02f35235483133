package io.cloudbackup.recovery;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.util.List;
import java.util.Optional;

/**
 * Whether a plan may be carried out now: it is approved, and the target is active, online and idle.
 * Pure.
 */
record Clearance(RecoveryObservation seen, Resource target, Plan plan) {
  Verdict verdict(Backup backup) {
    String approved = seen.spec().approvedPlan();
    if (seen.spec().approval() == Approval.Automatic || plan.hash().equals(approved)) {
      return able();
    }
    return no(
        RecoveryPhase.AwaitingApproval,
        "ApprovalRequired",
        Plans.summary(plan, backup.createdAt(), seen.now())
            + " Look at status.plan and set spec.approvedPlan to "
            + plan.hash()
            + "."
            + (approved == null ? "" : " It differs from the one that was approved."));
  }

  private Verdict able() {
    if (!target.isActive()) {
      return no(
          RecoveryPhase.Pending,
          "TargetNotActive",
          "The target machine doesn't control its resource in Cloud Backup (isActive is false): reconnect it.");
    }
    if (!target.online()) {
      return no(
          RecoveryPhase.Pending,
          "TargetOffline",
          "The backup agent on the target machine is offline: start the machine.");
    }
    if (target.busy()) {
      return no(
          RecoveryPhase.Queued,
          "TargetBusy",
          "The target machine is " + target.status() + ", " + target.statusProgress() + "% done.");
    }
    return switch (seen.tasks()) {
      case Lookup.Found<List<Task>>(List<Task> tasks) -> idle(tasks);
      case Lookup.Absent<List<Task>> absent ->
          Verdict.No.pending(seen, "TasksNotListed", "The cloud doesn't list the target's tasks.");
      case Lookup.Failed<List<Task>>(CloudError error) -> Verdict.No.unanswered(seen, error);
      case Lookup.NotAsked<List<Task>> notAsked ->
          Verdict.No.pending(seen, "Observing", "The target's tasks are looked up.");
    };
  }

  private Verdict idle(List<Task> tasks) {
    Optional<Task> running =
        tasks.stream().filter(t -> t.type().equals(Task.RECOVERY) && !t.completed()).findFirst();
    return running.isPresent()
        ? no(
            RecoveryPhase.Queued,
            "TargetBusy",
            "The target machine has recovery task " + running.get().id() + " under way.")
        : new Verdict.Go(plan);
  }

  private Verdict no(RecoveryPhase phase, String reason, String message) {
    return Verdict.No.of(seen, phase, reason, message, plan);
  }
}
