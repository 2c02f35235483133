package io.cloudbackup.runtime;

import io.cloudbackup.kubernetes.LeanObjects;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of the operator's process: start, serve, stop. */
final class OperatorProcess {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

  /** For reconciliations that are under way; a start waits for its answer no longer than this. */
  private static final Duration TIME_TO_FINISH = Duration.ofSeconds(5);

  private static final Duration TIME_TO_END = TIME_TO_FINISH.multipliedBy(2);

  /**
   * The writes that count are not repeated blindly; for the others the next reconciliation is soon
   * enough.
   */
  private static final int CLIENT_RETRIES = 2;

  private final OperatorSettings settings;
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  OperatorProcess(OperatorSettings settings) {
    this.settings = settings;
  }

  /** Runs until SIGTERM, or until leadership is lost. */
  int run() {
    String me =
        Optional.ofNullable(settings.identity()).orElse("operator") + "-" + UUID.randomUUID();
    try (KubernetesClient client = client();
        HttpEndpoints http = HttpEndpoints.start(settings.httpPort())) {
      Optional<String> obstacle = new ClusterCheck(client, settings.watchNamespaces()).obstacle();
      if (obstacle.isPresent()) {
        LOG.error("{}", obstacle.get());
        return 1;
      }
      OperatorParts parts = new OperatorParts(client, settings, me);
      Operator operator = operator(client, parts, me);
      parts.register(operator);
      http.metrics(parts.metrics(operator));
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::shutDown));
      parts.expectFolders();
      parts.watchLabels();
      operator.start();
      parts.forgetAbsentFolders();
      http.ready(() -> operator.getRuntimeInfo().isStarted());
      LOG.atInfo()
          .addKeyValue("version", Version.current())
          .addKeyValue("httpPort", http.port())
          .addKeyValue(
              "namespaces",
              settings.watchNamespaces().isEmpty() ? "all" : settings.watchNamespaces())
          .log("operator started");
      end.await();
      operator.stop();
      parts.stopWatchingLabels();
      LOG.info("operator stopped");
      return 0;
    } catch (IOException e) {
      LOG.error(
          "Port {} for health and metrics can't be opened: {}",
          settings.httpPort(),
          e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      ended.countDown();
    }
  }

  /**
   * On SIGTERM, lets what is under way come to its end: the JVM goes as soon as this returns. An
   * end that was asked for has the exit code 0, not the 143 of the signal.
   */
  private void shutDown() {
    if (ended.getCount() == 0) {
      return;
    }
    end.countDown();
    try {
      if (ended.await(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(0);
      }
      LOG.warn("What is under way does not come to its end within {}", TIME_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder().withRequestRetryBackoffLimit(CLIENT_RETRIES).build())
        .withKubernetesSerialization(LeanObjects.serialization())
        .build();
  }

  private Operator operator(KubernetesClient client, OperatorParts parts, String me) {
    return new Operator(
        overrider -> {
          overrider
              .withKubernetesClient(client)
              .withCloseClientOnStop(false)
              .withUseSSAToPatchPrimaryResource(false)
              .withReconciliationTerminationTimeout(TIME_TO_FINISH)
              .withExecutorService(
                  Executors.newThreadPerTaskExecutor(
                      Thread.ofVirtual().name("reconcile-", 0).factory()));
          if (settings.leaderElection()) {
            overrider.withLeaderElectionConfiguration(
                LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                        "cloud-backup-operator")
                    .withLeaseNamespace(settings.namespace())
                    .withIdentity(me)
                    .withExitOnStopLeading(false)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(() -> lead(parts), this::leadershipLost, leader -> {}))
                    .build());
          }
        });
  }

  /**
   * The elector would go on to hold the Lease after an exception, and nobody would work: another
   * replica, or this one's successor, has to try.
   */
  private static void lead(OperatorParts parts) {
    try {
      parts.beginToLead();
    } catch (RuntimeException e) {
      LOG.error("ending, since the BackupFolders can't be listed to begin to lead", e);
      Runtime.getRuntime().halt(1);
    }
  }

  /** Two must never act: whoever isn't the leader any more ends, at once. */
  private void leadershipLost() {
    if (end.getCount() > 0) {
      LOG.error("leadership was lost: ending, so that two never act");
      Runtime.getRuntime().halt(1);
    }
  }
}
