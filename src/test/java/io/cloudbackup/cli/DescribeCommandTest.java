package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribeCommandTest {
  private static final String API = "GET /apis/backup.yandex.cloud/v1alpha1/namespaces/demo/backup";

  @AutoClose private final FakeCluster cluster = new FakeCluster();

  @TempDir private Path directory = Path.of("");

  DescribeCommandTest() throws IOException {}

  private String described(String target, String status) throws IOException {
    cluster
        .answer(
            API + "resources/web1",
            """
            {"metadata": {"name": "web1", "namespace": "demo"}, "spec": {"computeInstanceId": "epdweb1"}}
            """)
        .answer(
            API + "recoveries",
            """
            {"apiVersion": "v1", "kind": "List", "metadata": {}, "items": [
              {"metadata": {"name": "undo-1", "namespace": "demo"},
               "spec": {"source": {"backupId": "b1"}, "target": %s}, "status": %s}]}
            """
                .formatted(target, status));
    Spoken plugin = cluster.spoken(directory, "");
    assertThat(plugin.run("describe", "web1")).as(plugin::err).isZero();
    return plugin.out();
  }

  /** Before there is a plan, and after its backup is gone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"resourceRef\": {\"name\": \"web1\"}} | true",
        "{\"computeInstanceId\": \"epdweb1\"} | true",
        "{\"resourceRef\": {\"name\": \"web2\"}} | false"
      })
  void shouldShowRecoveriesThatHaveNoPlan(String target, boolean shown) throws IOException {
    assertThat(described(target, "{\"phase\": \"Pending\"}").contains("undo-1")).isEqualTo(shown);
  }

  @Test
  void shouldGoByThePlanWhereThereIsOne() throws IOException {
    String plan =
        "{\"phase\": \"Queued\", \"plan\": {\"hash\": \"h\", \"computeInstanceId\": \"%s\"}}";

    assertThat(described("{}", plan.formatted("epdweb1"))).contains("undo-1");
    assertThat(described("{}", plan.formatted("epdother"))).doesNotContain("undo-1");
  }
}
