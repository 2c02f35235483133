package io.cloudbackup.cli;

import io.cloudbackup.api.Rfc3339;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The kubectl plugin's command line: {@code kubectl cloudbackup}. */
@Command(
    name = "kubectl cloudbackup",
    description = "Shows and recovers the backups of Yandex Cloud machines.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "docs/plugin.md has an example of each, and what the exit codes mean."})
public final class Plugin {
  private static final Map<String, Function<Session, Object>> COMMANDS = commands();

  /** As long as any time in a custom resource. */
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private Plugin() {}

  private static Map<String, Function<Session, Object>> commands() {
    Map<String, Function<Session, Object>> commands = new LinkedHashMap<>();
    commands.put("status", StatusCommand::new);
    commands.put("describe", DescribeCommand::new);
    commands.put("backups", BackupsCommand::new);
    commands.put("archives", ArchivesCommand::new);
    commands.put("files", FilesCommand::new);
    commands.put("recover", RecoverCommand::new);
    commands.put("plan", PlanCommand::new);
    commands.put("approve", ApproveCommand::new);
    commands.put("delete-backup", DeleteBackupCommand::new);
    commands.put("bundle", BundleCommand::new);
    commands.put(CompleteCommand.NAME, CompleteCommand::new);
    commands.put(RehearseCommand.NAME, RehearseCommand::new);
    return commands;
  }

  /**
   * Runs a command line of this process.
   *
   * @param version of the plugin
   * @return the exit code
   */
  public static int run(String version, String... arguments) {
    // Libraries that log what they do would only be in the way, and reading the settings of a log
    // takes longer than most commands.
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Map<String, String> environment = System.getenv();
    Terminal terminal = Terminal.ofProcess(environment);
    Session session = new Session(terminal, Clock.systemUTC(), Thread::sleep, environment, version);
    return run(session, arguments);
  }

  static int run(Session session, String... arguments) {
    int exit = line(session, arguments).execute(arguments);
    session.terminal().out().flush();
    return exit;
  }

  /** Its commands, without those that only programs use. */
  static List<String> names() {
    return COMMANDS.keySet().stream().filter(name -> !name.startsWith("__")).toList();
  }

  /** The command line; where it is known which command is wanted, only that one is set up. */
  static CommandLine line(Session session, String... arguments) {
    CommandLine line = new CommandLine(new Plugin());
    line.getCommandSpec().version("kubectl-cloudbackup " + session.version());
    boolean known = arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
    COMMANDS.forEach(
        (name, command) -> {
          if (!known || name.equals(arguments[0])) {
            line.addSubcommand(name, command.apply(session));
          }
        });
    line.setOut(writer(session.terminal().out()));
    line.setErr(writer(session.terminal().err()));
    line.setUsageHelpAutoWidth(false);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            session.terminal().colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.registerConverter(Duration.class, Plugin::duration);
    line.registerConverter(OutputForm.class, OutputForm::parse);
    line.setParameterExceptionHandler((e, _) -> wrongUsage(session, e));
    line.setExecutionExceptionHandler((e, _, _) -> failed(session, e));
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static Duration duration(String text) {
    Duration duration;
    try {
      duration = Rfc3339.duration(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
    // The parser drops the sign.
    if (text.contains("-") || duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' is not between 0s and 87600h");
    }
    return duration;
  }

  private static int wrongUsage(Session session, ParameterException e) {
    CommandLine line = e.getCommandLine();
    String message =
        e instanceof UnmatchedArgumentException unmatched && line.getParent() == null
            ? noCommand(unmatched.getUnmatched().getFirst())
            : String.valueOf(e.getMessage());
    session.terminal().remark(Cell.plain(message));
    session.terminal().remark("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.number();
  }

  private static String noCommand(String word) {
    return word.startsWith("-")
        ? "Options come after the command, as in `kubectl cloudbackup status -n NAMESPACE`."
        : "There is no command " + word + "." + NearNames.hint(word, names());
  }

  private static int failed(Session session, Exception e) {
    if (e instanceof Failure failure) {
      session.terminal().remark(failure.line());
      return failure.code().number();
    }
    // A defect: only the whole of it helps whoever mends it.
    session.terminal().remark("This should not happen; please report it with what follows.");
    e.printStackTrace(session.terminal().err());
    return ExitCode.FAILED.number();
  }
}
