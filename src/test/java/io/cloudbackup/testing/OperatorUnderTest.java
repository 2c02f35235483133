package io.cloudbackup.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator as it is delivered: the jar in a process of its own, with a token of the chart's
 * ServiceAccount. It ends with the control plane. Its log is {@code target/operator-*.log}.
 */
public final class OperatorUnderTest implements AutoCloseable {
  private static final Path JAR = Path.of("target/cloud-backup-operator.jar").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Pattern STARTED =
      Pattern.compile("operator started .*httpPort=\"?([0-9]+)", Pattern.DOTALL);
  private static final Duration TIME_TO_START = Duration.ofSeconds(60);
  private static final Duration TIME_TO_END = Duration.ofSeconds(20);
  private static final AtomicReference<@Nullable OperatorUnderTest> SHARED =
      new AtomicReference<>();

  private final Path kubeconfig;
  private final List<String> options;
  private final Path log;
  private final Process process;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile @Nullable Integer port;

  private OperatorUnderTest(Path kubeconfig, List<String> options, Path log, Process process) {
    this.kubeconfig = kubeconfig;
    this.options = options;
    this.log = log;
    this.process = process;
  }

  /** The operator of all namespaces, started by the first test that asks. */
  public static OperatorUnderTest shared() {
    synchronized (SHARED) {
      OperatorUnderTest running = SHARED.get();
      if (running == null || !running.alive()) {
        running = launch(ControlPlane.shared().operatorKubeconfig(), List.of());
        SHARED.set(running);
        running.awaitStart();
      }
      return running;
    }
  }

  /** An operator of the test's own that has started; the one of all namespaces ends first. */
  public static OperatorUnderTest start(String... options) {
    OperatorUnderTest started = begin(options);
    started.awaitStart();
    return started;
  }

  /** The same without waiting for anything. */
  public static OperatorUnderTest begin(String... options) {
    endShared();
    return launch(ControlPlane.shared().operatorKubeconfig(), List.of(options));
  }

  /** One with another login, in another namespace than the chart's, which has started. */
  public static OperatorUnderTest startAs(Path kubeconfig, String namespace, String... options) {
    endShared();
    List<String> all =
        new ArrayList<>(List.of("--namespace", namespace, "--lock-namespace", namespace));
    all.addAll(List.of(options));
    OperatorUnderTest started = launch(kubeconfig, all);
    started.awaitStart();
    return started;
  }

  /** One that reaches the API server only by way of a proxy, and has started. */
  public static OperatorUnderTest startBehind(KubeProxy proxy, String... options) {
    endShared();
    OperatorUnderTest started = launch(proxy.kubeconfig(), List.of(options));
    started.awaitStart();
    return started;
  }

  private static void endShared() {
    synchronized (SHARED) {
      OperatorUnderTest running = SHARED.getAndSet(null);
      if (running != null) {
        running.close();
      }
    }
  }

  /** A successor of this one with the same options; this one must have ended. */
  public OperatorUnderTest again() {
    if (alive()) {
      throw new IllegalStateException("the operator still runs: two would act");
    }
    OperatorUnderTest successor = launch(kubeconfig, options);
    successor.awaitStart();
    return successor;
  }

  /** A process of the jar with that command line and nothing that a cluster needs. */
  public static ProcessBuilder jar(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(JAVA.toString(), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("CLOUD_BACKUP_") || name.startsWith("POD_"));
    return builder;
  }

  private static OperatorUnderTest launch(Path kubeconfig, List<String> options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "operator",
                "--allowed-endpoints",
                "http://127.0.0.1:*",
                "--http-port",
                "0",
                "--recovery-poll-interval",
                "1s"));
    arguments.addAll(options);
    if (!options.contains("--namespace")) {
      arguments.addAll(
          List.of("--namespace", ControlPlane.RELEASE, "--lock-namespace", ControlPlane.RELEASE));
    }
    ProcessBuilder builder = jar(arguments.toArray(String[]::new));
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    try {
      Path log = Files.createTempFile(Path.of("target").toAbsolutePath(), "operator-", ".log");
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      process.getOutputStream().close();
      ControlPlane.shared().adopt(process, "operator");
      return new OperatorUnderTest(kubeconfig, options, log, process);
    } catch (IOException e) {
      throw new UncheckedIOException("can't start " + JAR, e);
    }
  }

  /** Waits until it acts. */
  public void awaitStart() {
    Eventually.within(
        TIME_TO_START,
        () -> {
          if (!alive()) {
            throw new IllegalStateException(
                "the operator ended with " + process.exitValue() + ":\n" + log());
          }
          httpPort();
        });
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Everything that it wrote, to standard output and standard error. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + log, e);
    }
  }

  /** A GET to the operator's own HTTP server. */
  public HttpResponse<String> get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + httpPort() + path);
    try {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in GET " + uri, e);
    }
  }

  /** Returns when the operator of all namespaces has answered, or at once where none runs. */
  static void awaitAnswerOfShared() {
    OperatorUnderTest running = SHARED.get();
    if (running != null && running.alive()) {
      try {
        var _ = running.get("/livez");
      } catch (UncheckedIOException e) {
        // It stood still for longer than anybody waits for an answer.
      }
    }
  }

  private int httpPort() {
    Integer known = port;
    if (known != null) {
      return known;
    }
    Matcher started = STARTED.matcher(log());
    if (!started.find()) {
      throw new AssertionError("the operator has not started:\n" + log());
    }
    int found = Integer.parseInt(started.group(1));
    port = found;
    return found;
  }

  /** Whether it goes on to live for that long. */
  public boolean livesFor(Duration time) {
    try {
      return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the operator ran", e);
    }
  }

  /** Ends it as the kernel does, at that moment from now. It must not have ended before. */
  public void killAfter(Duration moment) {
    if (!livesFor(moment)) {
      throw new AssertionError("the operator ended by itself:\n" + log());
    }
    kill();
  }

  /** Stops its clock and all it does, as a machine that is suspended or starved would. */
  public void freeze() {
    Signals.send("STOP", process.pid());
  }

  /** Lets it go on as if no time had passed. */
  public void thaw() {
    Signals.send("CONT", process.pid());
  }

  /** Ends it as the kernel does: SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    var _ = awaitEnd(TIME_TO_END);
  }

  /** Ends it as the kubelet does, SIGTERM, and gives the exit code. */
  public int stop() {
    process.destroy();
    return awaitEnd(TIME_TO_END);
  }

  /** Waits until it has ended by itself, and gives the exit code. */
  public int awaitEnd(Duration time) {
    try {
      if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the operator did not end within " + time + ":\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the operator ended", e);
    }
  }

  @Override
  public void close() {
    if (alive()) {
      kill();
    }
    http.close();
  }
}
