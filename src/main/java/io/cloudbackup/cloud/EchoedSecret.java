package io.cloudbackup.cloud;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import okhttp3.Request;

/**
 * The secret that goes out with a request, and is taken out of the answer wherever it stands there
 * as it was sent, not escaped: a server, or a proxy before it, may send back what it was sent.
 * {@link ErrorText} knows secrets by their shape only, and what a Secret holds by mistake has any
 * shape.
 *
 * <p>As a tag of a request it is what the request's body has in it.
 */
final class EchoedSecret {
  private static final String INSTEAD = "[redacted]";
  private static final String SCHEME = "Bearer ";

  // Less is no token, and may well be a part of what the API itself says.
  private static final int SHORTEST = 8;

  private final String secret;
  private final byte[] bytes;

  EchoedSecret(String secret) {
    this.secret = secret.length() < SHORTEST ? "" : secret;
    this.bytes = this.secret.getBytes(StandardCharsets.UTF_8);
  }

  /** What the request was tagged with, or else its Bearer token; may be nothing. */
  static EchoedSecret of(Request request) {
    EchoedSecret tagged = request.tag(EchoedSecret.class);
    if (tagged != null) {
      return tagged;
    }
    String header = request.header("Authorization");
    return new EchoedSecret(
        header != null && header.startsWith(SCHEME) ? header.substring(SCHEME.length()) : "");
  }

  /** The text without the secret. */
  String hide(String text) {
    return secret.isEmpty() ? text : text.replace(secret, INSTEAD);
  }

  /** The body without the secret; itself where the secret is not in it. */
  byte[] hide(byte[] body) {
    int at = find(body, 0);
    if (at < 0) {
      return body;
    }
    ByteArrayOutputStream safe = new ByteArrayOutputStream(body.length);
    int from = 0;
    for (; at >= 0; at = find(body, from)) {
      safe.write(body, from, at - from);
      safe.writeBytes(INSTEAD.getBytes(StandardCharsets.UTF_8));
      from = at + bytes.length;
    }
    safe.write(body, from, body.length - from);
    return safe.toByteArray();
  }

  private int find(byte[] body, int from) {
    for (int i = from; bytes.length > 0 && i <= body.length - bytes.length; i++) {
      if (body[i] == bytes[0] && Arrays.equals(body, i, i + bytes.length, bytes, 0, bytes.length)) {
        return i;
      }
    }
    return -1;
  }
}
