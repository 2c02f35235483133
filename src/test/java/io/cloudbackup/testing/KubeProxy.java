package io.cloudbackup.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A man in the middle between one operator and the real API server: plain HTTP on this side, TLS on
 * the other. It passes everything on as it comes, the caller's own token too, so that the chart's
 * RBAC goes on to count; save what a {@link Hold} stops.
 */
public final class KubeProxy implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)");
  private static final Pattern UPGRADE = Pattern.compile("(?im)^upgrade:");
  private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\r\n");

  private final ServerSocket server;
  private final URI target;
  private final SSLSocketFactory tls;
  private final List<Hold> holds = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private KubeProxy(ServerSocket server, URI target, SSLSocketFactory tls) {
    this.server = server;
    this.target = target;
    this.tls = tls;
  }

  /** A proxy for the control plane of this JVM. */
  public static KubeProxy start() {
    try {
      Config config = Config.fromKubeconfig(ControlPlane.shared().operatorKubeconfig().toFile());
      byte[] authority = Base64.getDecoder().decode(config.getCaCertData());
      KubeProxy proxy =
          new KubeProxy(
              new ServerSocket(0, 200, InetAddress.getLoopbackAddress()),
              URI.create(config.getMasterUrl()),
              trusting(authority));
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("can't start a proxy", e);
    }
  }

  private static SSLSocketFactory trusting(byte[] authority) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "authority",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(authority)));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the API server's certificate can't be trusted", e);
    }
  }

  /** The operator's kubeconfig, by way of this proxy. */
  public Path kubeconfig() {
    return ControlPlane.shared()
        .operatorKubeconfig(URI.create("http://127.0.0.1:" + server.getLocalPort()));
  }

  /**
   * Stops requests from now on.
   *
   * @param line a regular expression for something in {@code VERB /path?query}
   * @param body one for something in the request's body
   */
  public Hold hold(Hold.Side side, String line, String body) {
    Hold hold = new Hold(side, line, body);
    holds.add(hold);
    return hold;
  }

  /**
   * Lets everything go on that stopped, however late that is, and waits until it has arrived or has
   * nobody left to arrive at. Nothing stops any more.
   */
  public void release() {
    holds.forEach(Hold::release);
    Eventually.eventually(() -> assertThat(holds).allMatch(Hold::empty));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException("the proxy can't accept connections any more", e);
        }
      }
    }
  }

  /** One connection for each request, so that its answer ends where the connection does. */
  private void serve(Socket client) {
    open.add(client);
    try (client) {
      InputStream from = new BufferedInputStream(client.getInputStream());
      String head = head(from);
      byte[] body = from.readNBytes(bodyLength(head));
      Optional<Hold> hold = hold(head, body);
      hold.ifPresent(Hold::began);
      try {
        stop(hold, Hold.Side.BEFORE);
        exchange(head, body, hold, from, client);
      } finally {
        hold.ifPresent(Hold::ended);
      }
    } catch (IOException e) {
      // One side went: the other one learns it by its own connection's end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void exchange(
      String head, byte[] body, Optional<Hold> hold, InputStream from, Socket client)
      throws IOException, InterruptedException {
    Socket api = connect();
    open.add(api);
    try (api) {
      boolean upgrade = UPGRADE.matcher(head).find();
      send(upgrade ? head : lastOfItsConnection(head), body, api);
      if (upgrade) {
        Thread.ofVirtual().start(() -> pass(from, api));
      }
      InputStream answer = api.getInputStream();
      if (hold.isPresent()) {
        answer = new ByteArrayInputStream(answer.readAllBytes());
      }
      stop(hold, Hold.Side.AFTER);
      answer.transferTo(client.getOutputStream());
    } finally {
      open.remove(api);
    }
  }

  private static void stop(Optional<Hold> hold, Hold.Side side) throws InterruptedException {
    if (hold.isPresent() && hold.get().side() == side) {
      hold.get().stop();
    }
  }

  private static void send(String head, byte[] body, Socket to) throws IOException {
    to.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    to.getOutputStream().write(body);
    to.getOutputStream().flush();
  }

  private static String lastOfItsConnection(String head) {
    return CONNECTION
        .matcher(head)
        .replaceAll("")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private Socket connect() throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(target.getHost(), target.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static void pass(InputStream from, Socket to) {
    try (to) {
      from.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side went, and so does the other.
    }
  }

  private static String head(InputStream from) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newlines = 0;
    while (newlines < 2) {
      int read = from.read();
      if (read < 0) {
        throw new IOException("the connection ended before a request");
      }
      head.write(read);
      if (read != '\r') {
        newlines = read == '\n' ? newlines + 1 : 0;
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static int bodyLength(String head) {
    Matcher length = LENGTH.matcher(head);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  private Optional<Hold> hold(String head, byte[] body) {
    String line = head.substring(0, head.indexOf(" HTTP/"));
    String text = new String(body, StandardCharsets.UTF_8);
    return holds.stream().filter(h -> h.stops(line, text)).findFirst();
  }

  /** Nothing passes any more; what was held is lost. */
  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't close a proxy", e);
    }
    holds.forEach(Hold::release);
  }
}
