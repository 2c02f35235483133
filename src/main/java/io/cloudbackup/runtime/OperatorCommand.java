package io.cloudbackup.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.AllowedEndpoints;
import io.cloudbackup.cloud.CaBundle;
import io.cloudbackup.folder.MetadataSettings;
import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the operator until it is told to stop. */
@Command(
    name = "operator",
    description =
        "Runs the operator against the cluster of KUBECONFIG or of the pod's own account.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    showDefaultValues = true)
final class OperatorCommand implements Callable<Integer> {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(OperatorCommand.class);

  @Option(
      names = "--watch-namespaces",
      split = ",",
      defaultValue = "${env:CLOUD_BACKUP_WATCH_NAMESPACES}",
      description =
          "Namespaces to watch, separated by commas; without it all"
              + " (CLOUD_BACKUP_WATCH_NAMESPACES).")
  private Set<String> watchNamespaces = Set.of();

  @Option(
      names = "--allowed-endpoints",
      defaultValue =
          "${env:CLOUD_BACKUP_ALLOWED_ENDPOINTS:-https://*.api.cloud.yandex.net,https://auth.yandex.cloud}",
      description =
          "Patterns of the endpoints that tokens may be sent to (CLOUD_BACKUP_ALLOWED_ENDPOINTS).")
  private String allowedEndpoints = "";

  @Option(
      names = "--discovery",
      defaultValue = "${env:CLOUD_BACKUP_DISCOVERY:-https://api.cloud.yandex.net}",
      description = "Where the cloud lists its endpoints (CLOUD_BACKUP_DISCOVERY).")
  private String discovery = "";

  @Option(
      names = "--metadata-namespaces",
      split = ",",
      defaultValue = "${env:CLOUD_BACKUP_METADATA_NAMESPACES}",
      description =
          "Namespaces whose BackupFolders may use the service account of the machine that this runs"
              + " on, separated by commas; without it none (CLOUD_BACKUP_METADATA_NAMESPACES).")
  private Set<String> metadataNamespaces = Set.of();

  @Option(
      names = "--metadata-address",
      defaultValue = "${env:CLOUD_BACKUP_METADATA_ADDRESS:-http://169.254.169.254}",
      description = "Where that machine has its metadata service (CLOUD_BACKUP_METADATA_ADDRESS).")
  private String metadataAddress = "";

  @Option(
      names = "--ca-bundle",
      defaultValue = "${env:CLOUD_BACKUP_CA_BUNDLE}",
      description =
          "PEM file of authorities that may vouch for the cloud's endpoints, beside those of the"
              + " Java runtime (CLOUD_BACKUP_CA_BUNDLE).")
  private @Nullable String caBundle;

  @Option(
      names = "--namespace",
      defaultValue = "${env:POD_NAMESPACE}",
      description =
          "The operator's own namespace (POD_NAMESPACE); without it that of the kubeconfig.")
  private @Nullable String namespace;

  @Option(
      names = "--identity",
      defaultValue = "${env:POD_NAME}",
      description = "Names this replica (POD_NAME).")
  private @Nullable String identity;

  @Option(
      names = "--lock-namespace",
      defaultValue = "${env:CLOUD_BACKUP_LOCK_NAMESPACE}",
      description =
          "Where the machines' locks are (CLOUD_BACKUP_LOCK_NAMESPACE); without it --namespace.")
  private @Nullable String lockNamespace;

  @Option(
      names = "--leader-election",
      arity = "1",
      defaultValue = "${env:CLOUD_BACKUP_LEADER_ELECTION:-false}",
      description = "Whether only one of several replicas acts (CLOUD_BACKUP_LEADER_ELECTION).")
  private boolean leaderElection;

  @Option(
      names = "--http-port",
      defaultValue = "${env:CLOUD_BACKUP_HTTP_PORT:-8080}",
      description = "Port of /livez, /readyz and /metrics; 0 for any (CLOUD_BACKUP_HTTP_PORT).")
  private int httpPort;

  @Option(
      names = "--recovery-poll-interval",
      defaultValue = "${env:CLOUD_BACKUP_RECOVERY_POLL_INTERVAL:-5s}",
      description =
          "How often a running recovery is looked at (CLOUD_BACKUP_RECOVERY_POLL_INTERVAL).")
  private String recoveryPollInterval = "5s";

  @Option(
      names = "--log-level",
      defaultValue = "${env:CLOUD_BACKUP_LOG_LEVEL:-INFO}",
      description = "ERROR, WARN, INFO, DEBUG or TRACE (CLOUD_BACKUP_LOG_LEVEL).")
  private String logLevel = "INFO";

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    Level level = Level.toLevel(logLevel, null);
    if (level == null) {
      throw invalid("--log-level '" + logLevel + "' is none of ERROR, WARN, INFO, DEBUG and TRACE");
    }
    ((Logger) LoggerFactory.getLogger("io.cloudbackup")).setLevel(level);
    Optional<Config> cluster = cluster();
    return cluster.isEmpty() ? 1 : new OperatorProcess(settings(cluster.get())).run();
  }

  /** The kubeconfig, or the pod's own account; nothing where it can't be read. */
  private static Optional<Config> cluster() {
    try {
      return Optional.of(Config.autoConfigure(null));
    } catch (RuntimeException e) {
      // Its message can quote the file, and so a token.
      LOG.error(
          "The kubeconfig can't be read ({}): check the file that KUBECONFIG names, or"
              + " ~/.kube/config.",
          e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private OperatorSettings settings(Config cluster) {
    String own = text(namespace);
    if (own == null) {
      own = text(cluster.getNamespace());
    }
    String resolved = own == null ? "default" : own;
    String locks = text(lockNamespace);
    try {
      AllowedEndpoints allowed = AllowedEndpoints.parse(allowedEndpoints);
      return new OperatorSettings(
          names(watchNamespaces),
          allowed,
          discovery(discovery, allowed),
          new MetadataSettings(names(metadataNamespaces), URI.create(metadataAddress)),
          trusted(),
          resolved,
          text(identity),
          locks == null ? resolved : locks,
          leaderElection,
          httpPort,
          Rfc3339.duration(recoveryPollInterval));
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  /** Whoever can change the list can keep folders from working, so it takes TLS. */
  private static URI discovery(String given, AllowedEndpoints allowed) {
    URI url = URI.create(given);
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    Optional<String> refusal = https ? AllowedEndpoints.malformed(url) : allowed.refusal(url);
    if (refusal.isPresent()) {
      throw new IllegalArgumentException(
          "--discovery: "
              + refusal.get()
              + " Give an https URL, such as https://api.cloud.yandex.net; one of plain http works"
              + " only where --allowed-endpoints (CLOUD_BACKUP_ALLOWED_ENDPOINTS) names it.");
    }
    return url;
  }

  private static Set<String> names(Set<String> given) {
    return Set.copyOf(given.stream().map(String::strip).filter(n -> !n.isEmpty()).toList());
  }

  private CaBundle trusted() {
    String file = text(caBundle);
    return file == null ? CaBundle.NONE : CaBundle.read(Path.of(file));
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  private ParameterException invalid(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
