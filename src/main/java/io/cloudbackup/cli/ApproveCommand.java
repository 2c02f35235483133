package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.RecoveryPhase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "approve",
    description = "Shows the plan of a BackupRecovery that awaits approval, asks, and approves it.")
final class ApproveCommand extends PluginCommand {
  @Parameters(paramLabel = "RECOVERY", description = "A BackupRecovery.")
  private String name = "";

  @Option(
      names = "--plan",
      paramLabel = "HASH",
      description = "Approves no other plan than this one.")
  private @Nullable String hash;

  @Option(
      names = {"-y", "--yes"},
      description = "Asks nothing.")
  private boolean yes;

  @Mixin private WaitOptions waiting = new WaitOptions();

  ApproveCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    BackupRecovery recovery = Recoveries.find(cluster, name);
    if (StatusView.phase(recovery) != RecoveryPhase.AwaitingApproval) {
      throw new Failure(
          Recoveries.code(recovery),
          name
              + " does not await approval, it is "
              + StatusView.phase(recovery)
              + ": "
              + Recoveries.because(recovery));
    }
    Plan plan = Recoveries.plan(recovery);
    if (hash != null && !hash.equals(plan.hash())) {
      throw new Failure(
          ExitCode.PLAN_CHANGED,
          "The plan of "
              + name
              + " is "
              + plan.hash()
              + " by now: look at it with `kubectl cloudbackup plan "
              + name
              + " -n "
              + cluster.namespace()
              + "`.");
    }
    Recoveries.show(session(), recovery, plan);
    if (!yes) {
      // Nobody is asked in vain.
      Recoveries.tryApproval(cluster, recovery, plan.hash());
    }
    if (!session().confirmed("Overwrite " + plan.computeInstanceId() + "?", yes)) {
      terminal().remark("Not approved. " + name + " goes on waiting until its deadline.");
      return ExitCode.DECLINED;
    }
    try (Interruption interruption = new Interruption(terminal(), "Nothing is approved.")) {
      BackupRecovery approved = Recoveries.approve(cluster, interruption, recovery, plan.hash());
      return waiting.follow(session(), cluster, interruption, approved, plan.hash());
    }
  }
}
