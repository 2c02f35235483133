package io.cloudbackup.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the commands once against a {@link Rehearsal}, for deploy/plugin/install.sh. */
@Command(name = RehearseCommand.NAME, hidden = true)
final class RehearseCommand implements Callable<Integer> {
  static final String NAME = "__rehearse";

  /** The commands that people wait for. */
  private static final List<String> LINES =
      List.of(
          "status",
          "status -o json",
          "describe web1",
          "backups",
          "backups web1 -o json",
          "backups -o yaml",
          "archives",
          "files b1 --allowed-endpoints=http://127.0.0.1:*",
          "plan recover-web1",
          "recover web1 --yes --wait",
          "__complete describe w",
          "--help");

  @Parameters(index = "0", paramLabel = "KEYS")
  private Path keys = Path.of("");

  @Parameters(index = "1", paramLabel = "PASSWORD")
  private String password = "";

  @Parameters(index = "2", paramLabel = "CERTIFICATE")
  private Path certificate = Path.of("");

  private final Session session;

  RehearseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    BufferedReader silence = new BufferedReader(Reader.nullReader());
    Path kubeconfig = keys.resolveSibling("rehearsal.kubeconfig");
    int worst = ExitCode.OK.number();
    try (Rehearsal rehearsal = Rehearsal.start(keys, password)) {
      Files.writeString(kubeconfig, rehearsal.kubeconfig(certificate));
      Session quiet =
          new Session(
              new Terminal(nowhere, nowhere, silence, true, true),
              session.clock(),
              session.sleeper(),
              Map.of("KUBECONFIG", kubeconfig.toString()),
              session.version());
      for (String line : LINES) {
        int exit = Plugin.run(quiet, line.split(" ", -1));
        session.terminal().say(exit + " " + line);
        worst = Math.max(worst, exit);
      }
    }
    return worst;
  }
}
