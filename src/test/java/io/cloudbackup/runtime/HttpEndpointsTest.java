package io.cloudbackup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {
  @Test
  void shouldLiveAtOnceAndBeReadyLater() throws IOException, InterruptedException {
    AtomicBoolean started = new AtomicBoolean();
    try (HttpEndpoints endpoints = HttpEndpoints.start(0)) {
      assertThat(get(endpoints, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(endpoints, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(endpoints, "/metrics").statusCode()).isEqualTo(503);

      endpoints.ready(started::get);
      assertThat(get(endpoints, "/readyz").statusCode()).isEqualTo(503);
      started.set(true);
      assertThat(get(endpoints, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(endpoints, "/readyz").body()).isEqualTo("ok\n");
    }
  }

  private static HttpResponse<String> get(HttpEndpoints endpoints, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoints.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
