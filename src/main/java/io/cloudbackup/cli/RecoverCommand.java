package io.cloudbackup.cli;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoverySpec.Latest;
import io.cloudbackup.api.BackupRecoverySpec.ResourceRef;
import io.cloudbackup.api.BackupRecoverySpec.Source;
import io.cloudbackup.api.BackupRecoverySpec.Target;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "recover",
    description = {
      "Recovers a machine: writes a BackupRecovery, shows its plan, asks, and approves it.",
      "Nothing is overwritten before the plan that was shown is approved."
    })
final class RecoverCommand extends PluginCommand {
  @Parameters(
      paramLabel = "RESOURCE",
      description = "Whose backup: a BackupResource or the id of its machine.")
  private String machine = "";

  @Option(
      names = "--from",
      paramLabel = "BACKUP",
      defaultValue = "latest",
      description = "latest, or the id of a backup or the name of its CloudBackup (latest).")
  private String from = "latest";

  @Option(
      names = "--before",
      paramLabel = "TIME",
      description = "With latest: the newest one from before this RFC 3339 time.")
  private @Nullable String before;

  @Option(
      names = "--to",
      paramLabel = "MACHINE",
      description = "What is overwritten: a BackupResource or the id of its machine (RESOURCE).")
  private @Nullable String to;

  @Option(
      names = "--start-within",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "It never starts later than that from now, such as 30m (${DEFAULT-VALUE}).")
  private Duration startWithin = Duration.ZERO;

  @Option(
      names = {"-y", "--yes"},
      description = "Asks nothing; the plan is shown all the same.")
  private boolean yes;

  @Option(
      names = "--plan-within",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long to wait for the operator's plan (${DEFAULT-VALUE}).")
  private Duration planWithin = Duration.ZERO;

  @Mixin private WaitOptions waiting = new WaitOptions();

  RecoverCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    BackupResource source = Machines.find(cluster, machine);
    BackupResource target = to == null ? source : Machines.find(cluster, to);
    checkFolders(source, target, cluster.namespace());
    BackupRecovery wanted = manifest(cluster, source, target);
    String unknown =
        "Nothing is overwritten. If a BackupRecovery was written, `kubectl get brec -n "
            + cluster.namespace()
            + "` shows it; it starts nothing before its plan is approved.";
    try (Interruption interruption = new Interruption(terminal(), unknown)) {
      BackupRecovery created = cluster.create(wanted);
      interruption.now(left(created));
      return ordered(cluster, interruption, created);
    }
  }

  private ExitCode ordered(Cluster cluster, Interruption interruption, BackupRecovery created) {
    terminal().remark("BackupRecovery " + nameOf(created) + " is written; waiting for its plan.");
    BackupRecovery planned = planned(cluster, created);
    Plan plan = Recoveries.plan(planned);
    Recoveries.show(session(), planned, plan);
    if (StatusView.phase(planned) != RecoveryPhase.AwaitingApproval) {
      // A busy or offline target: approved it starts as soon as it can.
      terminal().say(PlanText.field("Note", Recoveries.because(planned)).text());
    }
    Optional<BackupRecovery> approved = approved(cluster, interruption, planned, plan);
    if (approved.isEmpty()) {
      discard(cluster, created);
      terminal().remark("Nothing is overwritten. " + nameOf(created) + " is deleted again.");
      return ExitCode.DECLINED;
    }
    return waiting.follow(session(), cluster, interruption, approved.get(), plan.hash());
  }

  /** As it is approved, or nothing where somebody says no. */
  private Optional<BackupRecovery> approved(
      Cluster cluster, Interruption interruption, BackupRecovery planned, Plan plan) {
    try {
      if (!yes) {
        // Nobody is asked in vain.
        Recoveries.tryApproval(cluster, planned, plan.hash());
      }
      String question = "Overwrite " + plan.computeInstanceId() + " with this backup?";
      return session().confirmed(question, yes)
          ? Optional.of(Recoveries.approve(cluster, interruption, planned, plan.hash()))
          : Optional.empty();
    } catch (Failure e) {
      // Somebody else may.
      throw e.code() == ExitCode.FORBIDDEN
          ? new Failure(e.code(), e.line() + " " + left(planned), e)
          : e;
    }
  }

  private static String left(BackupRecovery created) {
    String name = nameOf(created);
    String object = name + " -n " + created.getMetadata().getNamespace();
    return "Nothing is overwritten. BackupRecovery "
        + name
        + " awaits approval until "
        + created.getSpec().startDeadline()
        + ": `kubectl cloudbackup approve "
        + object
        + "` approves it, `kubectl delete brec "
        + object
        + "` takes it away.";
  }

  /** Takes it back, unless somebody else has approved it meanwhile. */
  private static void discard(Cluster cluster, BackupRecovery created) {
    Optional<BackupRecovery> found = Recoveries.current(cluster, created);
    if (found.isEmpty()) {
      return;
    }
    BackupRecovery now = found.get();
    if (now.getSpec().approvedPlan() != null || StatusView.status(now).start() != null) {
      throw new Failure(
          Outcome.of(StatusView.status(now), null),
          "Somebody else approved it meanwhile, and it is not taken back. " + Outcome.open(now));
    }
    try {
      cluster.deleteUnchanged(now);
    } catch (Failure e) {
      if (!Cluster.conflict(e)) {
        throw new Failure(e.code(), e.line() + " " + left(created), e);
      }
      discard(cluster, created);
    }
  }

  private BackupRecovery planned(Cluster cluster, BackupRecovery created) {
    Optional<BackupRecovery> planned =
        new RecoveryWait(session(), cluster, created, planWithin).planned();
    BackupRecovery last = planned.orElseGet(() -> Recoveries.find(cluster, nameOf(created)));
    BackupRecoveryStatus status = StatusView.status(last);
    if (status.start() == null && status.plan() != null && !status.currentPhase().terminal()) {
      return last;
    }
    discard(cluster, created);
    Failure why =
        planned.isEmpty() && !NoPlan.tells(status) ? late(last) : NoPlan.of(last, machine);
    throw new Failure(
        why.code(),
        why.line() + " Nothing is overwritten, " + nameOf(created) + " is deleted again.");
  }

  private Failure late(BackupRecovery last) {
    String line = "There is no plan after " + planWithin.toSeconds() + "s";
    // What the operator says of it was printed while it was waited for.
    return new Failure(
        ExitCode.TIMEOUT,
        StatusView.status(last).message() == null
            ? line + ": " + Recoveries.because(last)
            : line + ".");
  }

  private static String nameOf(BackupRecovery recovery) {
    return recovery.getMetadata().getName();
  }

  private static void checkFolders(BackupResource source, BackupResource target, String namespace) {
    FolderRef one = FolderRef.resolve(source.getSpec().folderRef(), namespace);
    FolderRef other = FolderRef.resolve(target.getSpec().folderRef(), namespace);
    if (!one.equals(other)) {
      throw new Failure(
          ExitCode.FAILED,
          source.getMetadata().getName()
              + " belongs to BackupFolder "
              + one
              + " and "
              + target.getMetadata().getName()
              + " to "
              + other
              + ": a recovery goes from and to machines of one folder.");
    }
  }

  private BackupRecovery manifest(Cluster cluster, BackupResource source, BackupResource target) {
    BackupRecovery recovery = new BackupRecovery();
    recovery.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(cluster.namespace())
            .withGenerateName("recover-" + target.getMetadata().getName() + "-")
            .build());
    recovery.setSpec(
        new BackupRecoverySpec(
            source.getSpec().folderRef(),
            source(cluster, source),
            new Target(null, new ResourceRef(target.getMetadata().getName())),
            Approval.Manual,
            null,
            Rfc3339.seconds(session().now().plus(startWithin)),
            null,
            null));
    return recovery;
  }

  private Source source(Cluster cluster, BackupResource source) {
    if (!from.equals("latest")) {
      if (before != null) {
        throw new Failure(
            ExitCode.USAGE,
            "--before chooses the newest backup from before a time: leave it out with --from "
                + from
                + ", or say --from latest.");
      }
      FolderRef folder = FolderRef.resolve(source.getSpec().folderRef(), cluster.namespace());
      return new Source(Backups.find(cluster, from, folder).id(), null);
    }
    if (before != null && Rfc3339.parse(before) == null) {
      throw new Failure(
          ExitCode.USAGE,
          "--before: '" + before + "' is no RFC 3339 time such as 2026-12-01T18:00:00Z.");
    }
    ResourceRef ref = new ResourceRef(source.getMetadata().getName());
    return new Source(null, new Latest(null, ref, before, null));
  }
}
