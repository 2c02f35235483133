package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bundle has where a part of the cluster can't be read. */
class BundleTest {
  private static final String PODS =
      """
      {"apiVersion": "v1", "kind": "PodList", "metadata": {}, "items": [
        {"metadata": {"name": "one", "namespace": "ops"}, "spec": {"containers": [{"name": "operator",
          "args": ["operator", "--proxy-password=hunter2", "hunter3"],
          "env": [{"name": "PROXY_PASSWORD", "value": "hunter4"}]}]}},
        {"metadata": {"name": "two", "namespace": "ops"}, "spec": {"containers": [
          {"name": "sidecar"}, {"name": "operator"}]}}]}
      """;

  @AutoClose private final FakeCluster cluster = new FakeCluster();

  @TempDir private Path directory = Path.of("");

  BundleTest() throws IOException {}

  @BeforeEach
  void runTwoPods() {
    cluster
        .answer(
            "GET /version", "{\"major\": \"1\", \"minor\": \"35\", \"gitVersion\": \"v1.35.0\"}")
        .answer("GET /api/v1/pods", PODS)
        .forbid("GET /api/v1/namespaces/ops/pods/one/log", "get", "pods/log")
        .answer("GET /api/v1/namespaces/ops/pods/two/log", "the log of two");
  }

  private String entry(String name) throws IOException {
    try (ZipFile zip = new ZipFile(directory.resolve("bundle.zip").toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void shouldKeepTheLogsThatItMayRead() throws IOException {
    Spoken plugin = cluster.spoken(directory, "");

    assertThat(plugin.run("bundle", "--file", directory.resolve("bundle.zip").toString()))
        .as(plugin::err)
        .isZero();

    assertThat(entry("operator-log.txt"))
        .contains("== ops/one\nleft out: You may not get pods/log", "== ops/two\nthe log of two\n");
    assertThat(entry("left-out.txt"))
        .contains("log of ops/one: You may not get pods/log in namespace ops as bob");
    assertThat(plugin.err()).contains("Left out: log of ops/one");
  }

  @Test
  void shouldShowNoValueOfAVariable() throws IOException {
    Spoken plugin = cluster.spoken(directory, "");

    assertThat(plugin.run("bundle", "--file", directory.resolve("bundle.zip").toString()))
        .as(plugin::err)
        .isZero();

    assertThat(entry("operator-pods.yaml"))
        .contains("PROXY_PASSWORD", "--proxy-password=[redacted]", "operator")
        .doesNotContain("hunter");
  }
}
