package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.CloudError.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The edge: sends a request once, and turns whatever comes back into JSON or a {@link
 * CloudException}.
 */
final class CloudHttp {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final long ERROR_BODY_LIMIT = 64 * 1024;

  private final OkHttpClient reading;
  private final OkHttpClient changing;
  private final ClientSettings settings;
  private final ClientRuntime runtime;
  private final String userAgent;

  /**
   * @param base whose threads and reading connections are shared
   */
  CloudHttp(OkHttpClient base, ClientSettings settings, ClientRuntime runtime, String userAgent) {
    this.settings = settings;
    this.runtime = runtime;
    this.userAgent = userAgent;
    this.reading =
        base.newBuilder()
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.callTimeout())
            .writeTimeout(settings.callTimeout())
            .callTimeout(settings.callTimeout())
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .addNetworkInterceptor(new Sending.Guard())
            .build();
    // A pooled connection may have been closed by the server a moment ago, and a request that was
    // written to it can't be told from one that arrived. So what changes something takes a new
    // connection, and one of HTTP/1.1, since those of HTTP/2 are shared between calls and hosts.
    this.changing =
        reading
            .newBuilder()
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .protocols(List.of(Protocol.HTTP_1_1))
            .build();
  }

  static RequestBody json(JsonNode body) {
    return RequestBody.create(body.toString().getBytes(StandardCharsets.UTF_8), JSON);
  }

  /** One exchange that may be repeated. */
  JsonNode exchange(String call, Request.Builder request, long bodyLimit) {
    return exchange(call, request, bodyLimit, settings.callTimeout());
  }

  /**
   * One exchange that may be repeated.
   *
   * @param atMost how long it may take, where that is less than the setting
   */
  JsonNode exchange(String call, Request.Builder request, long bodyLimit, Duration atMost) {
    Duration timeout = shorter(atMost, settings.callTimeout());
    long now = runtime.nanoTime().getAsLong();
    return send(reading, call, request, bodyLimit, timeout, now + timeout.toNanos());
  }

  /**
   * One exchange that must not be repeated.
   *
   * @param sendUntil by the runtime's nano time: later it is not sent any more
   */
  JsonNode change(String call, Request.Builder request, long bodyLimit, long sendUntil) {
    return send(changing, call, request, bodyLimit, settings.callTimeout(), sendUntil);
  }

  private JsonNode send(
      OkHttpClient client,
      String call,
      Request.Builder builder,
      long bodyLimit,
      Duration timeout,
      long sendUntil) {
    Sending sending = new Sending(runtime.nanoTime(), sendUntil);
    Request request =
        builder
            .header("User-Agent", userAgent)
            .header("Accept", "application/json")
            .tag(Sending.class, sending)
            .build();
    EchoedSecret secret = EchoedSecret.of(request);
    Call sent = client.newCall(request);
    sent.timeout().timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
    try (Response response = sent.execute()) {
      return read(call, response, sending, secret, bodyLimit);
    } catch (IOException e) {
      throw failed(call, request.url().host(), sending.begun(), timeout, secret, e);
    }
  }

  private static JsonNode read(
      String call, Response response, Sending sending, EchoedSecret secret, long bodyLimit)
      throws IOException {
    BufferedSource body = response.body().source();
    if (response.isSuccessful()) {
      if (body.request(bodyLimit + 1)) {
        throw new CloudException(
            CloudErrors.garbage(call, "the answer is larger than " + bodyLimit + " bytes"), null);
      }
      return CloudJson.parse(call, secret.hide(body.readByteArray()));
    }
    byte[] text = body.request(ERROR_BODY_LIMIT + 1) ? new byte[0] : body.readByteArray();
    throw RefusedAnswer.decode(
        call,
        response.code(),
        secret.hide(Objects.requireNonNullElse(response.header("x-request-id"), "")),
        sending.retryAfter().orElse(""),
        secret.hide(text));
  }

  private static CloudException failed(
      String call,
      String host,
      boolean sent,
      Duration timeout,
      EchoedSecret secret,
      IOException e) {
    // It quotes what it can't read.
    String why = secret.hide(text(e));
    @Nullable IOException cause = why.equals(text(e)) ? e : null;
    if (!sent) {
      String unsent =
          e instanceof UnknownHostException
              ? "the name " + host + " could not be resolved"
              : "no connection to " + host + ": " + why + CaBundle.advice(e);
      return new CloudException(CloudErrors.unsent(call, unsent), cause);
    }
    String lost =
        e instanceof InterruptedIOException
            ? "no answer from " + host + " within " + timeout.toMillis() + " ms: " + why
            : "the connection to " + host + " broke before the whole answer came: " + why;
    return new CloudException(new CloudError(Kind.LOST, 0, lost, "", call), cause);
  }

  private static String text(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
