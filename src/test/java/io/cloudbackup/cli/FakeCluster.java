package io.cloudbackup.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An API server that answers what a test says, for what a real one can't be made to do. */
final class FakeCluster implements AutoCloseable {
  private static final int NO_ANSWER = 0;

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

  FakeCluster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /**
   * @param call a verb and a path
   */
  FakeCluster answer(String call, String json) {
    return answer(call, 200, json);
  }

  FakeCluster answer(String call, int status, String json) {
    answers.put(call, new Answer(status, json));
    return this;
  }

  /** What it says to whoever asks whether something is allowed. */
  FakeCluster allows(boolean everything) {
    return answer(
        "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        "{\"status\": {\"allowed\": %s}}".formatted(everything));
  }

  /** As the real one refuses it to somebody without the right. */
  FakeCluster forbid(String call, String verb, String resource) {
    return answer(
        call,
        403,
        """
        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 403, "message":
         "is forbidden: User \\"bob\\" cannot %s resource \\"%s\\" in API group"}
        """
            .formatted(verb, resource));
  }

  /** Ends the connection without an answer. */
  FakeCluster breakOff(String call) {
    return answer(call, NO_ANSWER, "");
  }

  /** Never answers; what it gives tells when the call has come. */
  CountDownLatch hold(String call) {
    CountDownLatch came = new CountDownLatch(1);
    held.put(call, came);
    return came;
  }

  private void serve(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    CountDownLatch came = held.get(call);
    if (came != null) {
      came.countDown();
      return;
    }
    Answer answer = answers.getOrDefault(call, unknown(exchange));
    try (exchange) {
      if (answer.status == NO_ANSWER) {
        return;
      }
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** An empty list of any kind, and no object of any name. */
  private static Answer unknown(HttpExchange exchange) {
    boolean list =
        exchange.getRequestURI().getQuery() != null
            && exchange.getRequestURI().getQuery().contains("limit=");
    return list
        ? new Answer(200, "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{},\"items\":[]}")
        : new Answer(404, "{}");
  }

  /** A kubeconfig that leads there. */
  Path kubeconfig(Path directory) throws IOException {
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: c, context: {cluster: c, user: u, namespace: demo}}]
        users: [{name: u, user: {token: fake}}]
        current-context: c
        """
            .formatted(server.getAddress().getPort()));
  }

  Spoken spoken(Path directory, String answers) throws IOException {
    return new Spoken(answers, Map.of("KUBECONFIG", kubeconfig(directory).toString()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
