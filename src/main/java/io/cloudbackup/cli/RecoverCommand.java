package io.cloudbackup.cli;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoverySpec.Latest;
import io.cloudbackup.api.BackupRecoverySpec.ResourceRef;
import io.cloudbackup.api.BackupRecoverySpec.Source;
import io.cloudbackup.api.BackupRecoverySpec.Target;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
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
      OrderedRecovery ordered = new OrderedRecovery(session(), cluster, cluster.create(wanted));
      interruption.now(ordered.left());
      terminal().remark("BackupRecovery " + ordered.name() + " is written; waiting for its plan.");
      return decided(cluster, interruption, ordered, ordered.planned(planWithin, machine));
    }
  }

  private ExitCode decided(
      Cluster cluster, Interruption interruption, OrderedRecovery ordered, BackupRecovery planned) {
    Plan plan = Recoveries.plan(planned);
    Recoveries.show(session(), planned, plan);
    if (StatusView.phase(planned) != RecoveryPhase.AwaitingApproval) {
      // A busy or offline target: approved it starts as soon as it can.
      terminal().say(PlanText.field("Note", Recoveries.because(planned)).text());
    }
    if (!yes) {
      // Nobody is asked in vain.
      ordered.tryApproval(plan.hash());
    }
    String question = "Overwrite " + plan.computeInstanceId() + " with this backup?";
    if (!session().confirmed(question, yes)) {
      terminal().remark(ordered.takenBack());
      return ExitCode.DECLINED;
    }
    BackupRecovery approved = ordered.approve(interruption, plan.hash());
    return waiting.follow(session(), cluster, interruption, approved, plan.hash());
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
