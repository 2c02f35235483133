package io.cloudbackup.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A cluster and a cloud on this machine that have one thing of each kind, so that the commands can
 * be run where there is no cluster: what they load then goes into the archive that the launcher
 * starts from.
 */
final class Rehearsal implements AutoCloseable {
  private static final String SCRIPT = "rehearsal.json";
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpsServer cluster;
  private final HttpServer cloud;
  private final JsonNode script;
  private volatile boolean approved;

  private Rehearsal(HttpsServer cluster, HttpServer cloud, JsonNode script) {
    this.cluster = cluster;
    this.cloud = cloud;
    this.script = script;
  }

  /**
   * Starts it.
   *
   * @param keys PKCS#12 with a certificate for 127.0.0.1
   */
  static Rehearsal start(Path keys, String password) throws IOException, GeneralSecurityException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpsServer cluster = HttpsServer.create(any, 0);
    cluster.setHttpsConfigurator(new HttpsConfigurator(tls(keys, password)));
    HttpServer cloud = HttpServer.create(any, 0);
    Rehearsal rehearsal =
        new Rehearsal(cluster, cloud, script("http://127.0.0.1:" + cloud.getAddress().getPort()));
    cluster.createContext("/", exchange -> answer(exchange, rehearsal.object(exchange)));
    cloud.createContext(
        "/",
        exchange ->
            answer(
                exchange,
                "{\"files\":[{\"id\":\"1\",\"type\":\"TYPE_FILE\",\"name\":\"hosts\",\"size\":\"9\"}]}"));
    cluster.start();
    cloud.start();
    return rehearsal;
  }

  /** A kubeconfig that leads there. */
  String kubeconfig(Path authority) {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        users: [{name: u, user: {token: rehearsal}}]
        current-context: c
        """
        .formatted(cluster.getAddress().getPort(), authority.toAbsolutePath());
  }

  private static SSLContext tls(Path keys, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private static JsonNode script(String cloud) throws IOException {
    try (InputStream in = Rehearsal.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IOException(SCRIPT + " is not in the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JSON.readTree(text.replace("CLOUD", cloud));
    }
  }

  /** The object of the kind that the path names, or a list of it. */
  private String object(HttpExchange exchange) {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    boolean single = script.has(path[path.length - 2]);
    JsonNode object = script.path(path[path.length - (single ? 2 : 1)]);
    if (exchange.getRequestMethod().equals("PATCH")) {
      approved = true;
    }
    String text = object.toString().replace("PHASE", approved ? "Succeeded" : "AwaitingApproval");
    return single || exchange.getRequestMethod().equals("POST")
        ? text
        : "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{},\"items\":[" + text + "]}";
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    cluster.stop(0);
    cloud.stop(0);
  }
}
