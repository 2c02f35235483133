package io.cloudbackup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands share: the cluster that they ask. */
abstract class PluginCommand implements Callable<Integer> {
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Tells what this does.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  private final Session session;

  PluginCommand(Session session) {
    this.session = session;
  }

  /** Does it, and says how it ended. */
  abstract ExitCode run(Cluster cluster);

  @Override
  public final Integer call() {
    try (Cluster cluster = Cluster.open(options, session.environment())) {
      return run(cluster).number();
    }
  }

  Session session() {
    return session;
  }

  Terminal terminal() {
    return session.terminal();
  }
}
