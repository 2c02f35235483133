package io.cloudbackup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BreakerState;
import io.cloudbackup.cloud.CallListener;
import io.cloudbackup.cloud.Lane;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallMetricsTest {
  private static final FolderRef ONE = new FolderRef("one", "team");
  private static final FolderRef TWO = new FolderRef("two", "team");

  private final CallMetrics metrics = new CallMetrics();
  private final PrometheusMeterRegistry registry = registry();

  private PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry fresh = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    fresh.getPrometheusRegistry().register(metrics);
    return fresh;
  }

  @Test
  void shouldShowNothingBeforeTheFirstFolder() {
    assertThat(samples()).isEmpty();
  }

  @Test
  void shouldCountByFolderMethodAndResult() {
    CallListener one = metrics.connected(ONE);
    one.ended("Resource.list", CallListener.OK);
    one.ended("Resource.list", CallListener.OK);
    one.ended("Resource.list", "THROTTLED");
    metrics.connected(TWO).ended("Resource.get", CallListener.NOT_SENT);

    assertThat(samples())
        .containsExactlyInAnyOrder(
            "cloudbackup_folder_requests_total{method=\"Resource.list\",name=\"one\",namespace=\"team\",result=\"OK\"} 2.0",
            "cloudbackup_folder_requests_total{method=\"Resource.list\",name=\"one\",namespace=\"team\",result=\"THROTTLED\"} 1.0",
            "cloudbackup_folder_requests_total{method=\"Resource.get\",name=\"two\",namespace=\"team\",result=\"NOT_SENT\"} 1.0");
  }

  @Test
  void shouldSumUpHowLongEachLaneWaited() {
    CallListener one = metrics.connected(ONE);
    one.waited(Lane.SWEEP, Duration.ofMillis(1500));
    one.waited(Lane.SWEEP, Duration.ofMillis(250));
    one.waited(Lane.RECOVERY, Duration.ZERO);

    assertThat(samples())
        .containsExactlyInAnyOrder(
            "cloudbackup_folder_budget_wait_seconds_count{lane=\"sweep\",name=\"one\",namespace=\"team\"} 2",
            "cloudbackup_folder_budget_wait_seconds_sum{lane=\"sweep\",name=\"one\",namespace=\"team\"} 1.75",
            "cloudbackup_folder_budget_wait_seconds_count{lane=\"recovery\",name=\"one\",namespace=\"team\"} 1",
            "cloudbackup_folder_budget_wait_seconds_sum{lane=\"recovery\",name=\"one\",namespace=\"team\"} 0.0");
  }

  @Test
  void shouldShowBreakersOfTheLastConnection() {
    CallListener before = metrics.connected(ONE);
    before.breakerChanged("credentials", BreakerState.OPEN);
    before.ended("Resource.list", CallListener.OK);
    CallListener now = metrics.connected(ONE);
    now.breakerChanged("credentials", BreakerState.CLOSED);
    now.ended("Resource.list", CallListener.OK);

    before.breakerChanged("credentials", BreakerState.OPEN);

    assertThat(samples())
        .containsExactlyInAnyOrder(
            "cloudbackup_folder_breaker_state{breaker=\"credentials\",name=\"one\",namespace=\"team\",state=\"CLOSED\"} 1.0",
            "cloudbackup_folder_requests_total{method=\"Resource.list\",name=\"one\",namespace=\"team\",result=\"OK\"} 2.0");
  }

  @Test
  void shouldForgetFolderThoughItsCallsStillEnd() {
    CallListener one = metrics.connected(ONE);
    one.ended("Resource.list", CallListener.OK);
    one.breakerChanged("backup", BreakerState.OPEN);
    one.waited(Lane.SWEEP, Duration.ZERO);
    metrics.connected(TWO).ended("Resource.list", CallListener.OK);

    metrics.forget(ONE);
    one.ended("Resource.list", CallListener.OK);
    one.breakerChanged("backup", BreakerState.CLOSED);
    one.waited(Lane.SWEEP, Duration.ZERO);

    assertThat(samples()).hasSize(1).allSatisfy(line -> assertThat(line).contains("\"two\""));
  }

  private List<String> samples() {
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }
}
