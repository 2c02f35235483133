package io.cloudbackup.testing;

import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real Kubernetes control plane with the chart installed: its CustomResourceDefinitions and its
 * RBAC, but no running operator. One for the JVM, started by the first test that asks.
 *
 * <p>The processes end with the JVM, within a second or two even where it is killed. Their logs
 * stay in {@code target/controlplane-*}{@code /log}. The binaries come from {@code
 * deploy/controlplane/assets.sh}, which the first time may build them for minutes; {@code
 * KUBEBUILDER_ASSETS} names others.
 */
public final class ControlPlane {
  /** The namespace and the name of the chart's release; its ServiceAccount has the name too. */
  public static final String RELEASE = "cloud-backup-operator";

  private static final Path SCRIPT = Path.of("deploy/controlplane/apiserver.sh").toAbsolutePath();
  private static final Path ASSETS = Path.of("deploy/controlplane/assets.sh").toAbsolutePath();
  private static final Path CHART = Path.of("helm", RELEASE).toAbsolutePath();
  private static final Duration TOKEN_LIFE = Duration.ofHours(24);

  private final Path directory;
  private final Path binaries;
  private final KubernetesClient admin;
  private final Path operatorKubeconfig;

  private ControlPlane(Path directory) {
    this.directory = directory;
    this.binaries = Path.of(new Command(List.of(ASSETS.toString())).output());
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "control-plane-stop"));
    script("start", "--owner", Long.toString(ProcessHandle.current().pid()));
    this.admin = client(adminKubeconfig());
    installChart();
    this.operatorKubeconfig = kubeconfigOf(RELEASE, RELEASE);
  }

  /** The control plane of this JVM. */
  public static ControlPlane shared() {
    return Shared.INSTANCE;
  }

  /** A client that may do everything. It belongs to all tests: don't close it. */
  public KubernetesClient admin() {
    return admin;
  }

  /** The administrator's kubeconfig. */
  public Path adminKubeconfig() {
    return directory.resolve("kubeconfig");
  }

  /** A kubeconfig with a token of the chart's ServiceAccount, and so with the chart's RBAC. */
  public Path operatorKubeconfig() {
    return operatorKubeconfig;
  }

  /** The same for a server that speaks plain HTTP and passes all on to the API server. */
  Path operatorKubeconfig(URI server) {
    return writeKubeconfig(
        "proxied",
        token(RELEASE, RELEASE),
        cluster -> {
          cluster.setServer(server.toString());
          cluster.setCertificateAuthorityData(null);
        });
  }

  /** A kubeconfig with a token of that ServiceAccount. */
  public Path kubeconfigOf(String namespace, String serviceAccount) {
    return writeKubeconfig(serviceAccount, token(namespace, serviceAccount), cluster -> {});
  }

  /** A client of a user who may do only what is bound to that name; whoever asks closes it. */
  public KubernetesClient as(String user) {
    var config = io.fabric8.kubernetes.client.Config.fromKubeconfig(adminKubeconfig().toFile());
    config.setImpersonateUsername(user);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /**
   * Kills the API server and starts it again, at the same address with the same data. It returns
   * when it serves.
   */
  public void restartApiServer() {
    script("restart");
  }

  /** Stops etcd's clock and all it does: nothing can be read or written, no connection ends. */
  public void freezeEtcd() {
    Signals.send("STOP", pid("etcd"));
  }

  /** Lets etcd go on. */
  public void thawEtcd() {
    Signals.send("CONT", pid("etcd"));
  }

  /** A new client for a kubeconfig; whoever asks closes it. */
  public static KubernetesClient client(Path kubeconfig) {
    return new KubernetesClientBuilder()
        .withConfig(io.fabric8.kubernetes.client.Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }

  /** The public keys of the API server's ServiceAccount tokens, as a JSON Web Key Set. */
  public String tokenKeys() {
    return admin.raw("/openid/v1/jwks");
  }

  /** Creates a namespace whose name begins with the prefix. */
  public String newNamespace(String prefix) {
    return admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName(prefix + "-")
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getName();
  }

  /**
   * Runs kubectl as the administrator: its output, with warnings. Another exit code than 0 throws.
   */
  public String kubectl(String... arguments) {
    return tool("kubectl", arguments);
  }

  /** Runs helm as the administrator, with the chart's directory in place of {@code CHART}. */
  public String helm(String... arguments) {
    return tool(
        "helm",
        Stream.of(arguments)
            .map(a -> a.equals("CHART") ? CHART.toString() : a)
            .toArray(String[]::new));
  }

  /** From now on a process ends with the control plane. */
  void adopt(Process process, String name) {
    new Command(
            List.of(
                SCRIPT.toString(),
                "adopt",
                directory.toString(),
                Long.toString(process.pid()),
                name))
        .output();
  }

  private String tool(String program, String... arguments) {
    Path home = directory.resolve("home");
    return new Command(
            Stream.concat(Stream.of(binaries.resolve(program).toString()), Stream.of(arguments))
                .toList(),
            Map.of("HOME", home.toString(), "KUBECONFIG", adminKubeconfig().toString()))
        .outputAndErrors();
  }

  private void installChart() {
    tool(
        "helm",
        "install",
        RELEASE,
        CHART.toString(),
        "--namespace",
        RELEASE,
        "--create-namespace",
        "--set",
        "replicaCount=0");
    for (String plural :
        List.of("backupfolders", "backupresources", "backuprecoveries", "cloudbackups")) {
      admin
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(plural + ".backup.yandex.cloud")
          .waitUntilCondition(
              crd ->
                  crd != null
                      && crd.getStatus() != null
                      && crd.getStatus().getConditions().stream()
                          .anyMatch(
                              c ->
                                  c.getType().equals("Established")
                                      && c.getStatus().equals("True")),
              30,
              TimeUnit.SECONDS);
    }
  }

  private String token(String namespace, String serviceAccount) {
    return admin
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(serviceAccount)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TOKEN_LIFE.toSeconds())
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private Path writeKubeconfig(String name, String token, Consumer<Cluster> change) {
    try {
      Config config = Serialization.unmarshal(Files.readString(adminKubeconfig()), Config.class);
      config.getUsers().getFirst().getUser().setToken(token);
      change.accept(config.getClusters().getFirst().getCluster());
      Path file =
          Files.createTempFile(
              directory,
              name + "-",
              ".kubeconfig",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, Serialization.asYaml(config));
    } catch (IOException e) {
      throw new UncheckedIOException("can't write a kubeconfig in " + directory, e);
    }
  }

  private long pid(String name) {
    try (Stream<String> lines = Files.lines(directory.resolve("pids"))) {
      return lines
          .filter(line -> line.endsWith(" " + name))
          .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the control plane has no " + name));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the processes of " + directory, e);
    }
  }

  private void stop() {
    if (Files.exists(directory.resolve("pids"))) {
      script("stop");
      removeData();
    }
  }

  /** What is left is the logs, some kilobytes instead of 130 megabytes. */
  private void removeData() {
    try (Stream<Path> files = Files.walk(directory.resolve("etcd"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove etcd's data in " + directory, e);
    }
  }

  private void script(String verb, String... options) {
    new Command(
            Stream.concat(
                    Stream.of(SCRIPT.toString(), verb, directory.toString()), Stream.of(options))
                .toList())
        .output();
  }

  /** Started when first used. */
  private static final class Shared {
    static final ControlPlane INSTANCE = new ControlPlane(newDirectory());

    private static Path newDirectory() {
      try {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        return Files.createTempDirectory(target, "controlplane-");
      } catch (IOException e) {
        throw new UncheckedIOException("can't create a directory in target/", e);
      }
    }
  }
}
