package io.cloudbackup.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /livez} answers while the process does, {@code /readyz} once the caches are filled, {@code
 * /metrics} in the Prometheus text format.
 */
final class HttpEndpoints implements AutoCloseable {
  private final HttpServer server;
  private volatile BooleanSupplier ready = () -> false;
  private volatile @Nullable StatusMetrics metrics;

  private HttpEndpoints(HttpServer server) {
    this.server = server;
  }

  static HttpEndpoints start(int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    HttpEndpoints endpoints = new HttpEndpoints(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/livez", exchange -> answer(exchange, 200, "ok\n"));
    server.createContext("/readyz", endpoints::readyz);
    server.createContext("/metrics", endpoints::scrape);
    server.start();
    return endpoints;
  }

  int port() {
    return server.getAddress().getPort();
  }

  void ready(BooleanSupplier answer) {
    ready = answer;
  }

  void metrics(StatusMetrics answer) {
    metrics = answer;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void readyz(HttpExchange exchange) throws IOException {
    boolean ok = ready.getAsBoolean();
    answer(exchange, ok ? 200 : 503, ok ? "ok\n" : "not started\n");
  }

  private void scrape(HttpExchange exchange) throws IOException {
    StatusMetrics current = metrics;
    answer(exchange, current == null ? 503 : 200, current == null ? "" : current.scrape());
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
