package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.CloudError.Kind;
import java.time.Duration;
import okhttp3.Request;

/** Calls in the name of one folder: with its token, within its traffic in one lane, traced. */
final class CloudCalls {
  private final CloudHttp http;
  private final TokenSource tokens;
  private final Traffic traffic;
  private final Lane lane;
  private final ClientSettings settings;
  private final ClientRuntime runtime;
  private final ReadRetry retry;

  CloudCalls(
      CloudHttp http,
      TokenSource tokens,
      Traffic traffic,
      Lane lane,
      ClientSettings settings,
      ClientRuntime runtime) {
    this.http = http;
    this.tokens = tokens;
    this.traffic = traffic;
    this.lane = lane;
    this.settings = settings;
    this.runtime = runtime;
    this.retry = new ReadRetry(settings, runtime);
  }

  /** The same, in another lane. */
  CloudCalls in(Lane other) {
    return new CloudCalls(http, tokens, traffic, other, settings, runtime);
  }

  /** Sends a reading request, more than once where that can help. */
  JsonNode read(String call, Request.Builder request, long bodyLimit) {
    request.header("x-client-trace-id", runtime.ids().get().toString());
    return traffic.guard(
        call, () -> retry.run(left -> readWithFreshToken(call, request, bodyLimit, left)));
  }

  /** Sends a changing request, once at most. */
  JsonNode change(String call, Request.Builder request, long bodyLimit, String idempotencyKey) {
    return traffic.guard(call, () -> changeOnce(call, request, bodyLimit, idempotencyKey));
  }

  private JsonNode changeOnce(
      String call, Request.Builder request, long bodyLimit, String idempotencyKey) {
    long sendUntil = runtime.nanoTime().getAsLong() + settings.sendWithin().toNanos();
    String token = traffic.token(call, tokens);
    traffic.takePermit(call, lane, left(sendUntil));
    request
        .header("x-client-trace-id", runtime.ids().get().toString())
        .header("Idempotency-Key", idempotencyKey);
    try {
      return traffic.exchange(
          call, () -> http.change(call, signed(request, token), bodyLimit, sendUntil));
    } catch (CloudException e) {
      if (e.error().kind() == Kind.UNAUTHENTICATED) {
        tokens.refused(token);
      }
      throw e;
    }
  }

  private JsonNode readWithFreshToken(
      String call, Request.Builder request, long bodyLimit, Duration left) {
    long end = runtime.nanoTime().getAsLong() + left.toNanos();
    String token = traffic.token(call, tokens);
    try {
      return readOnce(call, request, bodyLimit, token, end);
    } catch (CloudException e) {
      if (e.error().kind() != Kind.UNAUTHENTICATED) {
        throw e;
      }
      tokens.refused(token);
      String renewed = traffic.token(call, tokens);
      if (renewed.equals(token)) {
        throw e;
      }
      return readOnce(call, request, bodyLimit, renewed, end);
    }
  }

  private JsonNode readOnce(
      String call, Request.Builder request, long bodyLimit, String token, long end) {
    traffic.takePermit(call, lane, left(end));
    return traffic.exchange(
        call, () -> http.exchange(call, signed(request, token), bodyLimit, left(end)));
  }

  private Request.Builder signed(Request.Builder request, String token) {
    return request
        .header("Authorization", "Bearer " + token)
        .header("x-client-request-id", runtime.ids().get().toString());
  }

  private Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - runtime.nanoTime().getAsLong()));
  }
}
