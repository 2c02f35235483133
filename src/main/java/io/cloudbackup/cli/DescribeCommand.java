package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec.Target;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupResource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "describe",
    description = "Tells all that is known of a machine: its state, tasks and recoveries.")
final class DescribeCommand extends PluginCommand {
  @Parameters(paramLabel = "RESOURCE", description = "A BackupResource or the id of its machine.")
  private String machine = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table, json, yaml or name.")
  private OutputForm form = OutputForm.TABLE;

  DescribeCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    BackupResource found = Machines.find(cluster, machine);
    switch (form) {
      case JSON -> terminal().say(ObjectPrinter.json(found));
      case YAML -> terminal().say(ObjectPrinter.yaml(found).stripTrailing());
      case NAME -> terminal().say(ObjectPrinter.name(found));
      case TABLE, WIDE ->
          terminal()
              .say(
                  DescribeText.lines(
                      found, onto(cluster, found), session().now(), terminal().colours()));
    }
    return ExitCode.OK;
  }

  private static List<BackupRecovery> onto(Cluster cluster, BackupResource machine) {
    return cluster.list(BackupRecovery.class, cluster.namespace()).stream()
        .filter(recovery -> onto(recovery, machine))
        .toList();
  }

  private static boolean onto(BackupRecovery recovery, BackupResource machine) {
    String instance = machine.getSpec().computeInstanceId();
    Plan plan = StatusView.status(recovery).plan();
    if (plan != null) {
      return instance.equals(plan.computeInstanceId());
    }
    Target target = recovery.getSpec().target();
    return instance.equals(target.computeInstanceId())
        || (target.resourceRef() != null
            && machine.getMetadata().getName().equals(target.resourceRef().name()));
  }
}
