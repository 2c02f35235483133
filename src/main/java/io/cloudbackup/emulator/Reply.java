package io.cloudbackup.emulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What goes over the wire.
 *
 * @param padding so many bytes of a JSON text follow the body
 */
record Reply(
    int status,
    String body,
    String contentType,
    Map<String, String> headers,
    Ending ending,
    long padding) {
  static final String JSON = "application/json";

  /** How a connection is left. */
  enum Ending {
    WHOLE,
    /** Half of the promised bytes are sent, then the connection is closed. */
    TRUNCATED,
    /** The connection is closed without an answer. */
    NONE
  }

  static Reply none() {
    return new Reply(0, "", "", Map.of(), Ending.NONE, 0);
  }

  static Reply json(int status, String body, Map<String, String> headers) {
    return new Reply(status, body, JSON, headers, Ending.WHOLE, 0);
  }

  static Reply text(int status, String body, String contentType, Map<String, String> headers) {
    return new Reply(status, body, contentType, headers, Ending.WHOLE, 0);
  }

  /** A JSON object of about {@code size} bytes. */
  static Reply huge(long size) {
    return new Reply(200, "{\"padding\":\"", JSON, Map.of(), Ending.WHOLE, size);
  }

  Reply truncated() {
    return new Reply(status, body, contentType, headers, Ending.TRUNCATED, padding);
  }

  void send(HttpExchange exchange) throws IOException {
    if (ending == Ending.NONE) {
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", contentType);
    headers.forEach(exchange.getResponseHeaders()::set);
    if (padding > 0) {
      sendPadded(exchange);
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    OutputStream out = exchange.getResponseBody();
    if (ending == Ending.TRUNCATED) {
      out.write(bytes, 0, bytes.length / 2);
      out.flush();
    } else if (bytes.length > 0) {
      out.write(bytes);
    }
    exchange.close();
  }

  private void sendPadded(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(status, 0);
    byte[] block = new byte[1 << 16];
    Arrays.fill(block, (byte) 'x');
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
      for (long left = padding; left > 0; left -= block.length) {
        out.write(block, 0, (int) Math.min(left, block.length));
      }
      out.write("\"}".getBytes(StandardCharsets.UTF_8));
    }
    exchange.close();
  }
}
