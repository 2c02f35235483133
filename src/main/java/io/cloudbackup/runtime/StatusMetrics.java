package io.cloudbackup.runtime;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.processing.Controller;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Metrics computed from the statuses of the custom resources at the time of the scrape: they are
 * right after a restart, and they go with their object. Those of the process and of {@link
 * CallMetrics} are shown with them.
 */
final class StatusMetrics implements MultiCollector {
  private static final String PREFIX = "cloudbackup_";

  private final Operator operator;
  private final Clock clock;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  StatusMetrics(Operator operator, CallMetrics calls, Clock clock) {
    this.operator = operator;
    this.clock = clock;
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    registry.getPrometheusRegistry().register(this);
    registry.getPrometheusRegistry().register(calls);
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public MetricSnapshots collect() {
    Gauges gauges = new Gauges();
    Instant now = clock.instant();
    cached("backupresource", BackupResource.class).forEach(r -> resource(gauges, r, now));
    cached("backuprecovery", BackupRecovery.class).forEach(r -> recovery(gauges, r));
    cached("backupfolder", BackupFolder.class).forEach(f -> folder(gauges, f, now));
    return gauges.snapshots();
  }

  private static void resource(Gauges gauges, BackupResource resource, Instant now) {
    BackupResourceStatus status = resource.getStatus();
    if (status == null) {
      return;
    }
    Labels labels =
        labels(resource).add("compute_instance_id", resource.getSpec().computeInstanceId());
    backups(gauges, status, labels, now);
    gauges.add(
        "resource_synced",
        "1 where the status is current, 0 where the cloud can't be asked.",
        labels,
        Condition.isTrue(status.conditions(), BackupResourceStatus.SYNCED) ? 1 : 0);
    if (status.state() != null) {
      gauges.add(
          "resource_state",
          "1, with the machine's state as a label.",
          labels.add("state", status.state()),
          1);
    }
    if (status.progressPercent() != null) {
      gauges.add(
          "resource_progress_percent",
          "Percent of the backup or recovery that runs.",
          labels,
          status.progressPercent());
    }
  }

  private static void backups(
      Gauges gauges, BackupResourceStatus status, Labels labels, Instant now) {
    Instant last = Rfc3339.parse(status.lastBackupTime());
    if (last != null) {
      gauges.add(
          "resource_last_backup_timestamp_seconds",
          "When the last backup was made.",
          labels,
          seconds(last));
      gauges.add(
          "resource_last_backup_age_seconds",
          "How old the last backup is.",
          labels,
          seconds(now) - seconds(last));
    }
    Instant next = Rfc3339.parse(status.nextBackupTime());
    if (next != null) {
      gauges.add(
          "resource_next_backup_timestamp_seconds",
          "When the next backup is planned.",
          labels,
          seconds(next));
    }
    Condition.find(status.conditions(), BackupResourceStatus.BACKUP_FRESH)
        .filter(c -> !c.status().equals(Condition.UNKNOWN))
        .ifPresent(
            c ->
                gauges.add(
                    "resource_backup_fresh",
                    "1 where the last backup is younger than spec.maxBackupAge, 0 where it is not.",
                    labels,
                    c.status().equals(Condition.TRUE) ? 1 : 0));
  }

  private static void recovery(Gauges gauges, BackupRecovery recovery) {
    if (recovery.getStatus() == null || recovery.getStatus().phase() == null) {
      return;
    }
    Labels labels = labels(recovery);
    gauges.add(
        "recovery_phase",
        "1, with the recovery's phase as a label.",
        labels.add("phase", recovery.getStatus().currentPhase().name()),
        1);
    if (recovery.getStatus().progressPercent() != null) {
      gauges.add(
          "recovery_progress_percent",
          "How far the recovery is.",
          labels,
          recovery.getStatus().progressPercent());
    }
  }

  private static void folder(Gauges gauges, BackupFolder folder, Instant now) {
    if (folder.getStatus() == null) {
      return;
    }
    Labels labels = labels(folder).add("folder_id", folder.getSpec().folderId());
    gauges.add(
        "folder_ready",
        "1 where the last sweep succeeded.",
        labels,
        Condition.isTrue(folder.getStatus().conditions(), Condition.READY) ? 1 : 0);
    Instant last = Rfc3339.parse(folder.getStatus().lastSweepTime());
    if (last != null) {
      gauges.add(
          "folder_last_sweep_age_seconds",
          "How long ago the last successful sweep ended.",
          labels,
          seconds(now) - seconds(last));
    }
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }

  private static Labels labels(HasMetadata object) {
    return Labels.of(
        "namespace", object.getMetadata().getNamespace(), "name", object.getMetadata().getName());
  }

  private <T extends HasMetadata> Stream<T> cached(String controller, Class<T> kind) {
    @Nullable RegisteredController<?> registered =
        operator.getRegisteredController(controller).orElse(null);
    return registered instanceof Controller<?> found
        ? found.getEventSourceManager().getControllerEventSource().list().map(kind::cast)
        : Stream.empty();
  }

  /** Data points by metric. */
  private static final class Gauges {
    private final Map<String, GaugeSnapshot.Builder> builders = new TreeMap<>();

    void add(String name, String help, Labels labels, double value) {
      builders
          .computeIfAbsent(name, n -> GaugeSnapshot.builder().name(PREFIX + n).help(help))
          .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }

    MetricSnapshots snapshots() {
      MetricSnapshots.Builder all = MetricSnapshots.builder();
      builders.values().forEach(b -> all.metricSnapshot(b.build()));
      return all.build();
    }
  }
}
