package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Answers the shell at the tabulator key, as kubectl asks plugins. */
@Command(name = CompleteCommand.NAME, hidden = true)
final class CompleteCommand implements Callable<Integer> {
  static final String NAME = "__complete";

  /** More names than that nobody reads; and the key must answer at once. */
  private static final int MOST = 200;

  @Parameters(arity = "0..*")
  private List<String> words = new ArrayList<>();

  private final Session session;

  CompleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Completion completion = new Completion(session, words);
    List<String> candidates =
        switch (completion.wanted()) {
          case Completion.Wanted.These(List<String> texts) -> texts;
          case Completion.Wanted.Machines _ -> names(BackupResource.class, completion.options());
          case Completion.Wanted.Recoveries _ -> names(BackupRecovery.class, completion.options());
          case Completion.Wanted.Backups _ -> backups(completion.options());
          case Completion.Wanted.Namespaces _ -> namespaces(completion.options());
        };
    candidates.stream()
        .filter(c -> c.startsWith(completion.begun()))
        .limit(MOST)
        .forEach(session.terminal().out()::println);
    // Cobra's word for "and no file names".
    session.terminal().say(":4");
    return ExitCode.OK.number();
  }

  private List<String> names(Class<? extends HasMetadata> kind, ClusterOptions options) {
    return asked(options, c -> c.list(kind, c.namespace()), o -> o.getMetadata().getName());
  }

  private List<String> backups(ClusterOptions options) {
    return asked(
        options,
        c -> c.list(CloudBackup.class, c.namespace()),
        backup -> backup.getSpec().backupId());
  }

  private List<String> namespaces(ClusterOptions options) {
    return asked(options, c -> c.list(Namespace.class, null), n -> n.getMetadata().getName());
  }

  private <T extends HasMetadata> List<String> asked(
      ClusterOptions options, Function<Cluster, List<T>> question, Function<T, String> name) {
    try (Cluster cluster = Cluster.open(options, session.environment())) {
      return question.apply(cluster).stream().map(name).toList();
    } catch (Failure e) {
      // On the standard error, which the shell throws away at the key and a person sees.
      session.terminal().remark(e.line());
      return List.of();
    }
  }
}
