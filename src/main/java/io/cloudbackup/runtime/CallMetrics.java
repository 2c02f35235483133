package io.cloudbackup.runtime;

import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BreakerState;
import io.cloudbackup.cloud.CallListener;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.folder.FolderMeters;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Metrics of the calls to the cloud, by folder, since the process began; those of a folder go with
 * it. What labels can say is limited: methods, kinds of errors, lanes and breakers.
 */
final class CallMetrics implements FolderMeters, MultiCollector {
  private static final String PREFIX = "cloudbackup_folder_";

  private final Map<FolderRef, Folder> folders = new ConcurrentHashMap<>();

  @Override
  public CallListener connected(FolderRef folder) {
    return folders.computeIfAbsent(folder, _ -> new Folder()).connected();
  }

  @Override
  public void forget(FolderRef folder) {
    // Calls that are under way still count, where nobody looks any more.
    folders.remove(folder);
  }

  @Override
  public MetricSnapshots collect() {
    SummarySnapshot.Builder waits =
        SummarySnapshot.builder()
            .name(PREFIX + "budget_wait_seconds")
            .help("How long requests waited for their turn, by lane.");
    CounterSnapshot.Builder calls =
        CounterSnapshot.builder()
            .name(PREFIX + "requests")
            .help("Requests to the cloud that ended, by method and result.");
    GaugeSnapshot.Builder breakers =
        GaugeSnapshot.builder()
            .name(PREFIX + "breaker_state")
            .help("1, with the breaker's state as a label.");
    folders.forEach(
        (ref, folder) -> {
          Labels labels = Labels.of("namespace", ref.resolvedNamespace(), "name", ref.name());
          folder.waits.forEach((lane, wait) -> waits.dataPoint(wait.point(labels, lane)));
          folder.results.forEach((result, count) -> calls.dataPoint(result.point(labels, count)));
          folder.breakers.forEach(
              (breaker, state) -> breakers.dataPoint(point(labels, breaker, state)));
        });
    return MetricSnapshots.builder()
        .metricSnapshot(waits.build())
        .metricSnapshot(calls.build())
        .metricSnapshot(breakers.build())
        .build();
  }

  private static GaugeDataPointSnapshot point(Labels labels, String breaker, BreakerState state) {
    return GaugeDataPointSnapshot.builder()
        .labels(labels.add("breaker", breaker).add("state", state.name()))
        .value(1)
        .build();
  }

  private record Result(String method, String name) {
    CounterDataPointSnapshot point(Labels labels, LongAdder count) {
      return CounterDataPointSnapshot.builder()
          .labels(labels.add("method", method).add("result", name))
          .value((double) count.sum())
          .build();
    }
  }

  private static final class Wait {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(Duration time) {
      count.increment();
      nanos.add(time.toNanos());
    }

    SummaryDataPointSnapshot point(Labels labels, Lane lane) {
      return SummaryDataPointSnapshot.builder()
          .labels(labels.add("lane", lane.name().toLowerCase(Locale.ROOT)))
          .count(count.sum())
          .sum(nanos.sum() / 1e9)
          .quantiles(Quantiles.EMPTY)
          .build();
    }
  }

  /** What was counted for one folder, and the breakers of its last connection. */
  private static final class Folder {
    private final Map<Lane, Wait> waits = new ConcurrentHashMap<>();
    private final Map<Result, LongAdder> results = new ConcurrentHashMap<>();
    private volatile Map<String, BreakerState> breakers = Map.of();

    CallListener connected() {
      Map<String, BreakerState> own = new ConcurrentHashMap<>();
      breakers = own;
      return new CallListener() {
        @Override
        public void waited(Lane lane, Duration time) {
          waits.computeIfAbsent(lane, _ -> new Wait()).add(time);
        }

        @Override
        public void ended(String method, String result) {
          results.computeIfAbsent(new Result(method, result), _ -> new LongAdder()).increment();
        }

        @Override
        public void breakerChanged(String breaker, BreakerState state) {
          own.put(breaker, state);
        }
      };
    }
  }
}
