package io.cloudbackup.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What may come next on a command line. Pure: it knows the commands, but no cluster. */
final class Completion {
  private final List<String> before;
  private final String begun;
  private final CommandLine line;

  /**
   * @param words after {@code cloudbackup}; the last one is the one that is being written
   */
  Completion(Session session, List<String> words) {
    List<String> parts = words.stream().flatMap(Completion::parts).toList();
    this.begun = parts.isEmpty() ? "" : parts.getLast();
    this.before = parts.subList(0, Math.max(0, parts.size() - 1));
    this.line = Plugin.line(session, before.toArray(String[]::new));
  }

  /**
   * {@code --option=value} is as good as the two words. The shells, too, replace only the value.
   */
  private static Stream<String> parts(String word) {
    return word.startsWith("-") ? Stream.of(word.split("=", 2)) : Stream.of(word);
  }

  /** The kinds of things that are asked for. */
  sealed interface Wanted {
    /** One of these texts. */
    record These(List<String> texts) implements Wanted {}

    record Machines() implements Wanted {}

    record Recoveries() implements Wanted {}

    record Backups() implements Wanted {}

    record Namespaces() implements Wanted {}
  }

  String begun() {
    return begun;
  }

  Wanted wanted() {
    if (before.isEmpty()) {
      return new Wanted.These(Plugin.names());
    }
    String command = before.getFirst();
    CommandLine sub = line.getSubcommands().get(command);
    if (sub == null) {
      return new Wanted.These(List.of());
    }
    String last = before.getLast();
    OptionSpec option = before.size() > 1 ? sub.getCommandSpec().findOption(last) : null;
    if (option != null && option.arity().max() > 0) {
      return value(option);
    }
    if (begun.startsWith("-")) {
      return new Wanted.These(
          sub.getCommandSpec().options().stream().map(OptionSpec::longestName).sorted().toList());
    }
    return parameter(command, given(sub));
  }

  private static Wanted value(OptionSpec option) {
    return switch (option.longestName()) {
      case "--output" -> new Wanted.These(List.of("wide", "json", "yaml", "name"));
      case "--to" -> new Wanted.Machines();
      case "--from" -> new Wanted.Backups();
      case "--namespace" -> new Wanted.Namespaces();
      default -> new Wanted.These(List.of());
    };
  }

  private static Wanted parameter(String command, int given) {
    if (given > 0) {
      return new Wanted.These(List.of());
    }
    return switch (command) {
      case "describe", "backups", "archives", "recover" -> new Wanted.Machines();
      case "plan", "approve" -> new Wanted.Recoveries();
      case "files", "delete-backup" -> new Wanted.Backups();
      default -> new Wanted.These(List.of());
    };
  }

  /** How many words before the last one are neither options nor their values. */
  private int given(CommandLine sub) {
    int given = 0;
    for (int i = 1; i < before.size(); i++) {
      OptionSpec option = sub.getCommandSpec().findOption(before.get(i));
      if (option != null) {
        i += option.arity().max() > 0 ? 1 : 0;
      } else if (!before.get(i).startsWith("-")) {
        given++;
      }
    }
    return given;
  }

  /** The cluster options that were given already, so that the right cluster is asked. */
  ClusterOptions options() {
    ClusterOptions options = new ClusterOptions();
    for (int i = 1; i + 1 < before.size(); i++) {
      String value = before.get(i + 1);
      switch (before.get(i)) {
        case "-n", "--namespace" -> options.namespace = value;
        case "--context" -> options.context = value;
        case "--kubeconfig" -> options.kubeconfig = Path.of(value);
        case "--as" -> options.impersonated = value;
        default -> {
          // Another option's.
        }
      }
    }
    return options;
  }
}
