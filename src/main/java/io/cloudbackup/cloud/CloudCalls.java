package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.CloudError.Kind;
import java.time.Duration;
import okhttp3.Request;

/** Calls in the name of one folder: with its token, within its budget in one lane, traced. */
final class CloudCalls {
  private final CloudHttp http;
  private final TokenSource tokens;
  private final RequestBudget budget;
  private final Lane lane;
  private final ClientSettings settings;
  private final ClientRuntime runtime;
  private final ReadRetry retry;

  CloudCalls(
      CloudHttp http,
      TokenSource tokens,
      RequestBudget budget,
      Lane lane,
      ClientSettings settings,
      ClientRuntime runtime) {
    this.http = http;
    this.tokens = tokens;
    this.budget = budget;
    this.lane = lane;
    this.settings = settings;
    this.runtime = runtime;
    this.retry = new ReadRetry(settings, runtime);
  }

  /** The same, in another lane. */
  CloudCalls in(Lane other) {
    return new CloudCalls(http, tokens, budget, other, settings, runtime);
  }

  /** Sends a reading request, more than once where that can help. */
  JsonNode read(String call, Request.Builder request, long bodyLimit) {
    request.header("x-client-trace-id", runtime.ids().get().toString());
    return retry.run(left -> readWithFreshToken(call, request, bodyLimit, left));
  }

  /** Sends a changing request, once at most. */
  JsonNode change(String call, Request.Builder request, long bodyLimit, String idempotencyKey) {
    long sendUntil = runtime.nanoTime().getAsLong() + settings.sendWithin().toNanos();
    String token = tokens.token();
    takePermit(call, left(sendUntil));
    request
        .header("x-client-trace-id", runtime.ids().get().toString())
        .header("Idempotency-Key", idempotencyKey);
    try {
      return http.change(call, signed(request, token), bodyLimit, sendUntil);
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
    String token = tokens.token();
    try {
      return readOnce(call, request, bodyLimit, token, end);
    } catch (CloudException e) {
      if (e.error().kind() != Kind.UNAUTHENTICATED) {
        throw e;
      }
      tokens.refused(token);
      String renewed = tokens.token();
      if (renewed.equals(token)) {
        throw e;
      }
      return readOnce(call, request, bodyLimit, renewed, end);
    }
  }

  private JsonNode readOnce(
      String call, Request.Builder request, long bodyLimit, String token, long end) {
    takePermit(call, left(end));
    return http.exchange(call, signed(request, token), bodyLimit, left(end));
  }

  private Request.Builder signed(Request.Builder request, String token) {
    return request
        .header("Authorization", "Bearer " + token)
        .header("x-client-request-id", runtime.ids().get().toString());
  }

  private void takePermit(String call, Duration atMost) {
    try {
      if (!budget.acquire(lane, atMost)) {
        throw new CloudException(CloudErrors.overBudget(call), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloudException(
          CloudErrors.unsent(call, "interrupted while waiting for its turn"), e);
    }
  }

  private Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - runtime.nanoTime().getAsLong()));
  }
}
