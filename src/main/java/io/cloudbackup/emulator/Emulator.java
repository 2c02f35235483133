package io.cloudbackup.emulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The emulated cloud: an HTTP server on this machine that answers as the Cloud Backup API does.
 * Everything that {@code /control} offers can be done over HTTP; what tests need most is here
 * besides.
 */
public final class Emulator implements AutoCloseable {
  private final Scenario scenario;
  private final VirtualTime time;
  private final AtomicReference<Settings> settings;
  private final CloudState state;
  private final Accounts accounts;
  private final Journal journal;
  private final Faults faults = new Faults();
  private final HttpServer server;
  private final ExecutorService executor;
  private final URI uri;

  /**
   * How to start.
   *
   * @param host address to listen at
   * @param port 0 for any free one
   * @param clock real time, or a test's
   * @param timeScale virtual seconds per second of {@code clock}
   * @param seed the same ids come from the same seed
   */
  public record Options(String host, int port, Clock clock, double timeScale, String seed) {}

  private Emulator(Scenario scenario, Options options) throws IOException {
    this.scenario = scenario;
    this.time = new VirtualTime(options.clock(), options.timeScale());
    this.settings = new AtomicReference<>(scenario.settings());
    Ids ids = new Ids(options.seed());
    this.state = new CloudState(time, settings::get, ids);
    this.accounts = new Accounts(options.clock(), ids);
    this.journal = new Journal(settings::get);
    this.server = HttpServer.create(new InetSocketAddress(options.host(), options.port()), 0);
    this.executor = Executors.newVirtualThreadPerTaskExecutor();
    int port = server.getAddress().getPort();
    this.uri = URI.create("http://" + options.host() + ":" + port);
    ApiRoutes routes =
        new ApiRoutes(
            new ResourceMethods(state),
            new BackupMethods(state),
            new CommonMethods(state, settings::get),
            new IamMethods(accounts, settings::get));
    server.setExecutor(executor);
    server.createContext(
        "/", new ApiEdge(routes, accounts, journal, faults, time, settings::get, ids));
    reset();
  }

  /** Starts on the loopback address. */
  public static Emulator start(Scenario scenario, int port, Clock clock) {
    return start(scenario, new Options("127.0.0.1", port, clock, 1, clock.instant().toString()));
  }

  /**
   * Starts and serves until {@link #close}.
   *
   * @throws UncheckedIOException where the address can't be used
   */
  public static Emulator start(Scenario scenario, Options options) {
    try {
      Emulator emulator = new Emulator(scenario, options);
      emulator.server.createContext("/control", new ControlEdge(new ControlMethods(emulator)));
      emulator.server.start();
      return emulator;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "can't listen at " + options.host() + ":" + options.port() + ": " + e.getMessage(), e);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:8080}. */
  public URI uri() {
    return uri;
  }

  /** Moves the emulated cloud's clock forward. */
  public void advance(Duration by) {
    time.advance(by);
  }

  /** Orders a fault. */
  public Fault add(Fault fault) {
    return faults.add(fault);
  }

  /** Orders a fault that is written as in the control API's JSON or YAML. */
  public Fault addFault(String yaml) {
    try {
      return faults.add(Json.YAML.readValue(yaml, Fault.class));
    } catch (IOException e) {
      throw new IllegalArgumentException("this is no fault: " + yaml, e);
    }
  }

  /** What was asked, and which recoveries began. */
  public Journal journal() {
    return journal;
  }

  /** Every recovery that began. */
  public List<Journal.Start> starts() {
    return journal.starts();
  }

  /** The settings as they are now. */
  public Settings settings() {
    return settings.get();
  }

  /** Changes how the cloud behaves from now on. */
  public void settings(Settings changed) {
    settings.set(changed);
  }

  /**
   * Goes back to the scenario: state, settings, faults, tokens, journal; the clock stays where it
   * is.
   */
  public void reset() {
    settings.set(scenario.settings());
    state.load(scenario);
    accounts.load(scenario);
    journal.clear();
    faults.clear();
    scenario.faults().forEach(faults::add);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  CloudState state() {
    return state;
  }

  Faults faults() {
    return faults;
  }

  Accounts accounts() {
    return accounts;
  }

  VirtualTime time() {
    return time;
  }
}
