package io.cloudbackup.cloud;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on a bare socket, for the faults below HTTP that a mock web server does not
 * have: it does to each request what the test said, and remembers on which connection it came. A
 * request that the test did not expect gets HTTP 599.
 */
final class ScriptedServer implements AutoCloseable {
  /**
   * A request.
   *
   * @param connection the number of the connection that it came on, from 1
   */
  record Received(String line, int connection) {}

  /** What to do after a request has come whole. */
  @FunctionalInterface
  interface Reply {
    /** Whether the connection may serve another request. */
    boolean send(Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final Thread acceptor;
  private final BlockingQueue<Reply> script = new LinkedBlockingQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  ScriptedServer() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Not a virtual thread: closing the listener would not end its accept() at once.
    acceptor = Thread.ofPlatform().daemon().start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The requests so far, in the order in which they came. */
  List<Received> received() {
    return List.copyOf(received);
  }

  ScriptedServer reply(Reply... replies) {
    script.addAll(List.of(replies));
    return this;
  }

  /** Answers with JSON. */
  ScriptedServer json(String body) {
    return reply(answer(200, body, "Content-Type: application/json"));
  }

  /** An answer, after which the connection stays open. */
  static Reply answer(int status, String body, String... headers) {
    return socket -> {
      write(socket, head(status, body, headers) + body);
      return true;
    };
  }

  /** An answer, after which the server closes the connection without having said so. */
  static Reply answerAndClose(int status, String body) {
    return socket -> {
      write(socket, head(status, body) + body);
      return false;
    };
  }

  /** Only the first bytes of an answer, then the end of the connection. */
  static Reply cut(String body, int bytes) {
    return socket -> {
      write(socket, head(200, body) + body.substring(0, bytes));
      return false;
    };
  }

  /** The end of the connection instead of an answer. */
  static Reply hangUp() {
    return _ -> false;
  }

  /** No answer until the client gives up. */
  static Reply silence() {
    return socket -> {
      int first = socket.getInputStream().read();
      return first >= 0;
    };
  }

  /** A body without end. */
  static Reply endless() {
    return socket -> {
      write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
      while (true) {
        write(socket, chunk);
      }
    };
  }

  @Override
  public void close() {
    try {
      listener.close();
      acceptor.join();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        int connection = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket, connection));
      } catch (IOException _) {
        return; // closed by the test
      }
    }
  }

  private void serve(Socket socket, int connection) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean more = true;
      while (more) {
        String line = line(in);
        if (!line.endsWith(" HTTP/1.1")) {
          return; // nothing more, or TLS
        }
        skipRest(in);
        received.add(new Received(line, connection));
        Reply next = script.poll();
        more = (next == null ? answer(599, "unexpected") : next).send(socket);
      }
    } catch (SocketException _) {
      // the client or the test closed it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void skipRest(InputStream in) throws IOException {
    long body = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (line.substring(0, colon).equalsIgnoreCase("Content-Length")) {
        body = Long.parseLong(line.substring(colon + 1).strip());
      }
    }
    in.skipNBytes(body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static String head(int status, String body, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
