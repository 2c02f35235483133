package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plan",
    description = "Shows what a BackupRecovery will recover, or has recovered, onto what.")
final class PlanCommand extends PluginCommand {
  @Parameters(paramLabel = "RECOVERY", description = "A BackupRecovery.")
  private String name = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table, json, yaml or name.")
  private OutputForm form = OutputForm.TABLE;

  PlanCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    BackupRecovery recovery = Recoveries.find(cluster, name);
    Plan plan = Recoveries.plan(recovery);
    switch (form) {
      case JSON -> terminal().say(ObjectPrinter.json(plan));
      case YAML -> terminal().say(ObjectPrinter.yaml(plan).stripTrailing());
      case NAME -> terminal().say(plan.hash());
      case TABLE, WIDE -> {
        Recoveries.show(session(), recovery, plan);
        String phase = StatusView.phase(recovery) + ": " + Recoveries.because(recovery);
        terminal().say(PlanText.field("Phase", phase).text());
      }
    }
    return ExitCode.OK;
  }
}
