package io.cloudbackup.runtime;

import io.cloudbackup.cli.Plugin;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The entry point: {@code operator}, which is the default, {@code emulator} and {@code cli}. */
@Command(
    name = "cloud-backup-operator",
    description = "Brings the Cloud Backup service of Yandex Cloud to Kubernetes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {OperatorCommand.class, EmulatorCommand.class},
    footer = {"", "cli is the kubectl plugin: see 'cli --help'."})
public final class Main {
  private Main() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    if (args.length > 0 && args[0].equals("cli")) {
      // Before all others are looked at: it is to start at once.
      return Plugin.run(Version.current(), Arrays.copyOfRange(args, 1, args.length));
    }
    CommandLine line = new CommandLine(new Main()).setParameterExceptionHandler(Main::wrongUsage);
    boolean names =
        args.length > 0 && (line.getSubcommands().containsKey(args[0]) || isGeneral(args[0]));
    if (names) {
      return line.execute(args);
    }
    String[] operator = new String[args.length + 1];
    operator[0] = "operator";
    System.arraycopy(args, 0, operator, 1, args.length);
    return line.execute(operator);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    line.getErr().println(e.getMessage());
    line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static boolean isGeneral(String arg) {
    return arg.equals("--help") || arg.equals("-h") || arg.equals("--version") || arg.equals("-V");
  }
}
