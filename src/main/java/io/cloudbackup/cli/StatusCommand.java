package io.cloudbackup.cli;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Shows folders, machines, how fresh their backups are, and what runs.")
final class StatusCommand extends PluginCommand {
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean everywhere;

  @Option(
      names = {"-w", "--watch"},
      description = "Shows it again every two seconds, until Ctrl-C.")
  private boolean watch;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "json or yaml, for scripts.")
  private OutputForm form = OutputForm.TABLE;

  StatusCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    show(look(cluster));
    while (watch) {
      session().pause(BETWEEN);
      StatusView view = look(cluster);
      if (form.table()) {
        terminal().clear();
      }
      show(view);
    }
    return ExitCode.OK;
  }

  private StatusView look(Cluster cluster) {
    @Nullable String where = everywhere ? null : cluster.namespace();
    return StatusView.of(
        cluster.list(BackupFolder.class, where),
        cluster.list(BackupResource.class, where),
        cluster.list(BackupRecovery.class, where));
  }

  private void show(StatusView view) {
    switch (form) {
      case JSON -> terminal().say(ObjectPrinter.json(view));
      case YAML -> terminal().say("---\n" + ObjectPrinter.yaml(view).stripTrailing());
      case NAME -> names(view);
      case TABLE, WIDE ->
          terminal()
              .say(new StatusText(session().now(), terminal().colours(), everywhere).lines(view));
    }
  }

  private void names(StatusView view) {
    terminal().say(view.machines().stream().map(StatusView.Machine::name).toList());
  }
}
