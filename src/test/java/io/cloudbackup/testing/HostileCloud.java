package io.cloudbackup.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A server in the cloud's place that answers as no cloud should. */
public final class HostileCloud implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong requests = new AtomicLong();
  private final HttpServer server;

  /** What one request is answered with. */
  public interface Behaviour {
    /** Answers, and need not close anything. */
    void answer(HttpExchange exchange) throws IOException;
  }

  private HostileCloud(HttpServer server) {
    this.server = server;
  }

  public static HostileCloud start(Behaviour behaviour) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      HostileCloud cloud = new HostileCloud(server);
      server.setExecutor(cloud.threads);
      server.createContext(
          "/",
          exchange -> {
            cloud.requests.incrementAndGet();
            try (exchange) {
              behaviour.answer(exchange);
            }
          });
      server.start();
      return cloud;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lists that never end, each page with a token that was not there before. */
  public static Behaviour endlessPages() {
    AtomicLong pages = new AtomicLong();
    return exchange ->
        json(exchange, 200, "{\"nextPageToken\":\"page-" + pages.incrementAndGet() + "\"}");
  }

  /** Answers of a gigabyte. */
  public static Behaviour gigabytes() {
    byte[] mebibyte = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      for (int i = 0; i < 1024; i++) {
        body.write(mebibyte);
      }
    };
  }

  /** Small answers that are large in memory. */
  public static Behaviour swellingAnswers() {
    String swelling = "{\"resources\":[" + "[],".repeat(5_000_000) + "[]]}";
    return exchange -> json(exchange, 200, swelling);
  }

  /** Refusals that say that. */
  public static Behaviour refusals(int status, String json) {
    return exchange -> json(exchange, status, json);
  }

  /** Refusals that show the caller what it sent: the token, and what is in the body. */
  public static Behaviour echoes(int status, int code) {
    return exchange -> {
      String sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      json(
          exchange,
          status,
          "{\"code\":%d,\"message\":\"no right: Authorization: %s, %s, %s\"}"
              .formatted(code, sent, sent.replace("Bearer ", ""), body.replace('"', '\'')));
    };
  }

  public static void json(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** All endpoints of a BackupFolder, in YAML. */
  public String endpoints() {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return "endpoints: {backup: '%s', operation: '%s', iam: '%s', tokenExchange: '%s'}"
        .formatted(uri, uri, uri, uri);
  }

  /** How many requests came. */
  public long requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
