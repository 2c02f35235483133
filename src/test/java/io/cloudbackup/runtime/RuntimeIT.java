package io.cloudbackup.runtime;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.cloudbackup.testing.Scene;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The operator's process: health, metrics, its end, and what it must never log. */
@OwnOperator
class RuntimeIT {
  private static final Pattern SAMPLE =
      Pattern.compile("^(cloudbackup_\\w+)\\{(.*)} (\\S+)$", Pattern.MULTILINE);

  private final String machine = "epd" + UUID.randomUUID().toString().substring(0, 8);

  @AutoClose
  private final Scene scene =
      Scene.start(
          "runtime",
          """
          machines:
            - id: %s
              status: BACKUPING
              statusProgress: 40
              schedule: {every: 24h, first: 5h}
              backups: [{id: backup-one, age: 2h}]
          """
              .formatted(machine));

  private OperatorUnderTest startOperator(String... more) {
    return OperatorUnderTest.start(
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("--watch-namespaces", scene.namespace()),
                java.util.Arrays.stream(more))
            .toArray(String[]::new));
  }

  /**
   * The operator's own metrics of this scene, by name; labels other than the object's in braces.
   */
  private Map<String, Double> metrics(OperatorUnderTest operator) {
    Map<String, Double> metrics = new TreeMap<>();
    Matcher sample = SAMPLE.matcher(operator.get("/metrics").body());
    while (sample.find()) {
      String labels = sample.group(2);
      if (labels.contains("namespace=\"" + scene.namespace() + "\"")) {
        Matcher more = Pattern.compile("(phase|state)=\"(\\w+)\"").matcher(labels);
        String name =
            sample.group(1).substring("cloudbackup_".length())
                + (more.find() ? "{" + more.group(2) + "}" : "");
        metrics.put(name, Double.valueOf(sample.group(3)));
      }
    }
    return metrics;
  }

  @Test
  void shouldShowMetricsThatSurviveARestartAndGoWithTheirObject() {
    scene.withFolder();
    scene.create(
        "BackupResource", "one", "{computeInstanceId: " + machine + ", maxBackupAge: 26h}");
    recover();
    Instant lastBackup =
        Instant.parse(scene.cloud().machine(machine).path("lastBackupTime").asText());
    Instant nextBackup =
        Instant.parse(scene.cloud().machine(machine).path("nextBackupTime").asText());
    try (OperatorUnderTest operator = startOperator()) {
      eventually(() -> assertMetrics(metrics(operator), lastBackup, nextBackup));
      assertThat(metrics(operator))
          .containsKeys("folder_requests_total", "folder_budget_wait_seconds_count")
          .containsEntry("folder_breaker_state{CLOSED}", 1.0);
      operator.kill();
      scene.cloud().fault("{times: 0, kind: closedConnection}");

      try (OperatorUnderTest successor = operator.again()) {
        assertMetrics(metrics(successor), lastBackup, nextBackup);

        scene.delete(BackupResource.class, "one");
        scene.delete(BackupRecovery.class, "web");
        scene.delete(BackupFolder.class, "default");
        eventually(() -> assertThat(metrics(successor)).isEmpty());
      }
    }
  }

  private static void assertMetrics(
      Map<String, Double> all, Instant lastBackup, Instant nextBackup) {
    Map<String, Double> metrics = new TreeMap<>(all);
    // Those of the process since it began.
    metrics.keySet().removeIf(name -> name.matches("folder_(requests|budget|breaker).*"));
    assertThat(metrics)
        .containsEntry("resource_state{BACKUPING}", 1.0)
        .containsEntry("resource_progress_percent", 40.0)
        .containsEntry("resource_backup_fresh", 1.0)
        .containsEntry("resource_synced", 1.0)
        .containsEntry("recovery_phase{Queued}", 1.0)
        .containsKeys("folder_ready", "folder_last_sweep_age_seconds")
        .containsOnlyKeys(
            "resource_state{BACKUPING}",
            "resource_progress_percent",
            "resource_backup_fresh",
            "resource_synced",
            "resource_last_backup_timestamp_seconds",
            "resource_last_backup_age_seconds",
            "resource_next_backup_timestamp_seconds",
            "recovery_phase{Queued}",
            "folder_ready",
            "folder_last_sweep_age_seconds");
    assertThat(metrics.get("resource_last_backup_timestamp_seconds"))
        .isEqualTo(lastBackup.toEpochMilli() / 1000.0);
    assertThat(metrics.get("resource_next_backup_timestamp_seconds"))
        .isEqualTo(nextBackup.toEpochMilli() / 1000.0);
    assertThat(metrics.get("resource_last_backup_age_seconds")).isBetween(7200.0, 7400.0);
    assertThat(metrics.get("folder_last_sweep_age_seconds")).isBetween(0.0, 60.0);
  }

  private void recover() {
    scene.create(
        "BackupRecovery",
        "web",
        "{source: {backupId: backup-one}, target: {computeInstanceId: %s}, startDeadline: '%s'}"
            .formatted(machine, Instant.now().plusSeconds(600)));
  }

  @Test
  void shouldTellItsHealthAndEndWhenItIsTold() {
    try (OperatorUnderTest operator = startOperator()) {
      assertThat(operator.get("/livez").statusCode()).isEqualTo(200);
      assertThat(operator.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(operator.get("/metrics").body()).contains("jvm_memory_used_bytes");
      assertThat(operator.get("/metrics").headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));

      assertThat(operator.stop()).isZero();

      assertThat(operator.log()).contains("operator stopped").doesNotContain("Exception", "\tat ");
    }
  }

  @Test
  void shouldKeepTheAnswerToAStartWhenItIsToldToEnd() {
    scene.cloud().machine(machine, "{\"status\": \"IDLE\", \"statusProgress\": 0}");
    scene.cloud().fault("{method: Backup.startRecovery, kind: lateAnswer, delay: 2s}");
    scene.withFolder();
    try (OperatorUnderTest operator = startOperator()) {
      recover();
      eventually(() -> assertThat(scene.cloud().starts(machine)).hasSize(1));

      assertThat(operator.stop()).isZero();

      assertThat(scene.recovery("web").phase()).isEqualTo("Recovering");
      assertThat(scene.recovery("web").operationId())
          .isEqualTo(scene.cloud().starts(machine).getFirst().operationId());
    }
  }

  @Test
  void shouldNeverLogAToken() {
    String bad = "t1.canary-" + UUID.randomUUID();
    scene.secret("bad", Map.of("token", bad));
    scene.folder("bad", "credentials: {iamTokenSecretRef: {name: bad, key: token}}", "");
    scene.cloud().machine(machine, "{\"status\": \"IDLE\", \"statusProgress\": 0}");
    scene.cloud().fault("{method: Backup.startRecovery, kind: lostAnswer}");
    scene.withFolder("recovery: {adoptionGracePeriod: 1s}");
    recover();
    try (OperatorUnderTest operator = startOperator("--log-level", "TRACE")) {
      eventually(
          () -> {
            assertThat(scene.recovery("web").phase()).isEqualTo("Succeeded");
            assertThat(state(scene.folder("bad").conditions(), "Ready"))
                .isEqualTo("False AuthenticationFailed");
            // The log tells of a phase after the status does.
            assertThat(operator.log()).contains("Succeeded");
          });

      assertThat(operator.log()).doesNotContain(bad, "t1.one");
    }
  }
}
