package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What people do with a BackupRecovery: look at its plan, and approve it. */
final class Recoveries {
  private Recoveries() {}

  static BackupRecovery find(Cluster cluster, String name) {
    return cluster
        .find(BackupRecovery.class, name)
        .orElseThrow(
            () -> {
              List<String> names =
                  cluster.list(BackupRecovery.class, cluster.namespace()).stream()
                      .map(r -> r.getMetadata().getName())
                      .toList();
              return new Failure(
                  ExitCode.NOT_FOUND,
                  "There is no BackupRecovery "
                      + name
                      + " in namespace "
                      + cluster.namespace()
                      + "."
                      + NearNames.hint(name, names));
            });
  }

  /** As it is now, unless it is gone; no successor of its name. */
  static Optional<BackupRecovery> current(Cluster cluster, BackupRecovery recovery) {
    ObjectMeta metadata = recovery.getMetadata();
    return cluster
        .find(BackupRecovery.class, metadata.getNamespace(), metadata.getName())
        .filter(now -> Objects.equals(now.getMetadata().getUid(), metadata.getUid()));
  }

  /** Its plan, which the operator writes. */
  static Plan plan(BackupRecovery recovery) {
    return Optional.ofNullable(StatusView.status(recovery).plan())
        .orElseThrow(
            () ->
                new Failure(
                    code(recovery),
                    "BackupRecovery "
                        + recovery.getMetadata().getName()
                        + " has no plan ("
                        + StatusView.phase(recovery)
                        + "): "
                        + because(recovery)));
  }

  /** Of a command that it lets do nothing. */
  static ExitCode code(BackupRecovery recovery) {
    return switch (StatusView.phase(recovery)) {
      case Failed, Expired, OutcomeUnknown, StartUnknown ->
          Outcome.of(StatusView.status(recovery), null);
      case Pending, AwaitingApproval, Queued, Starting, Recovering, Succeeded -> ExitCode.FAILED;
    };
  }

  /** What the operator says of it. */
  static String because(BackupRecovery recovery) {
    String message = StatusView.status(recovery).message();
    return message == null || message.isEmpty()
        ? "the operator has not said anything yet; is it running?"
        : message;
  }

  /** Shows the plan to whoever is to approve it. */
  static void show(Session session, BackupRecovery recovery, Plan plan) {
    Terminal terminal = session.terminal();
    terminal.say(
        PlanText.lines(
            plan, recovery.getSpec().startDeadline(), session.now(), terminal.colours()));
  }

  /** Ends the command where the user may not approve it, and approves nothing. */
  static void tryApproval(Cluster cluster, BackupRecovery recovery, String hash) {
    try {
      cluster.tryMerge(recovery, approval(hash));
    } catch (Failure e) {
      throw explained(cluster, e);
    }
  }

  /**
   * Approves exactly the plan that was shown.
   *
   * @param interruption is told what Ctrl-C leaves from here on
   */
  static BackupRecovery approve(
      Cluster cluster, Interruption interruption, BackupRecovery recovery, String hash) {
    String name = recovery.getMetadata().getName();
    String unknown =
        "Whether "
            + name
            + " is approved is not known: `kubectl get brec "
            + name
            + " -n "
            + recovery.getMetadata().getNamespace()
            + "` tells it.";
    interruption.now(unknown);
    BackupRecovery approved;
    try {
      approved = cluster.merge(recovery, approval(hash));
    } catch (Failure e) {
      throw e.code() == ExitCode.UNREACHABLE
          ? new Failure(e.code(), e.line() + " " + unknown, e)
          : explained(cluster, e);
    }
    interruption.now(Outcome.open(approved));
    return approved;
  }

  private static Map<String, Object> approval(String hash) {
    return Map.of("approvedPlan", hash);
  }

  /** The chart's policy says what to write into which field; here it takes but the right. */
  private static Failure explained(Cluster cluster, Failure e) {
    return e.code() != ExitCode.FORBIDDEN || Rights.has(cluster, "approve", BackupRecovery.class)
        ? e
        : new Failure(
            e.code(),
            Refusal.of("approve", BackupRecovery.class, cluster.namespace(), cluster.server())
                .denied(cluster.impersonated()),
            e);
  }
}
