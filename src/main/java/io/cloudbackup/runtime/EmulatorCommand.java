package io.cloudbackup.runtime;

import io.cloudbackup.emulator.Emulator;
import io.cloudbackup.emulator.Scenario;
import io.cloudbackup.emulator.ScenarioException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves the emulated Cloud Backup API until the process is told to end. */
@Command(
    name = "emulator",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Serves an emulated Cloud Backup API on this machine.")
public final class EmulatorCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen at (${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port to listen at; 0 for any free one (${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(
      names = "--scenario",
      description = "YAML file with folders, machines and behaviour; default: a small demo.")
  private @Nullable Path scenario;

  @Option(
      names = "--time-scale",
      defaultValue = "1",
      description = "Virtual seconds per real second (${DEFAULT-VALUE}).")
  private double timeScale = 1;

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(ended::countDown));
    try (Emulator emulator = start(Clock.systemUTC())) {
      System.out.println("emulator listening on " + emulator.uri());
      System.out.flush();
      ended.await();
      return 0;
    } catch (ScenarioException | UncheckedIOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private Emulator start(Clock clock) {
    Scenario loaded = scenario == null ? Scenario.demo() : Scenario.read(scenario);
    return Emulator.start(
        loaded, new Emulator.Options(host, port, clock, timeScale, clock.instant().toString()));
  }
}
