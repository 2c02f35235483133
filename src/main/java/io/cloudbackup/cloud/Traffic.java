package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.CloudError.Kind;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all calls of one folder share on their way to the cloud: the request budget, the back-off
 * that holds it, and the breakers.
 */
final class Traffic {
  private static final Duration LONGEST_WAIT_FOR_TOKEN = Duration.ofSeconds(10);

  private final RequestBudget budget;
  private final BackOff backOff;
  private final Breakers breakers;
  private final CallListener listener;
  private final LongSupplier nanoTime;

  Traffic(RequestBudget budget, CallListener listener, ClientRuntime runtime) {
    this.budget = budget;
    this.backOff = new BackOff(runtime.nanoTime(), runtime.random());
    this.breakers = new Breakers(runtime, listener);
    this.listener = listener;
    this.nanoTime = runtime.nanoTime();
  }

  /**
   * Makes a whole call, with all its attempts.
   *
   * @throws CloudException what {@code way} throws; or that it was not sent, since a breaker is
   *     open
   */
  JsonNode guard(String call, Supplier<JsonNode> way) {
    return breakers.guard(call, way, () -> notSent(call));
  }

  /** A token for a request. */
  String token(String call, TokenSource tokens) {
    try {
      return tokens.token();
    } catch (CloudException e) {
      notSent(call);
      throw e;
    }
  }

  /**
   * Waits for a request's turn.
   *
   * @throws CloudException that it was not sent, where its turn can't come within {@code atMost} or
   *     the cloud has asked for a longer pause than anybody waits
   */
  void takePermit(String call, Lane lane, Duration atMost) {
    long came = nanoTime.getAsLong();
    try {
      if (!budget.acquire(lane, atMost)) {
        notSent(call);
        throw keptBack(call);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      notSent(call);
      throw new CloudException(
          CloudErrors.unsent(call, "interrupted while waiting for its turn"), e);
    } finally {
      listener.waited(lane, Duration.ofNanos(nanoTime.getAsLong() - came));
    }
  }

  /**
   * Gets a fresh token, which counts as a request. Nothing is sent without one, so it goes before
   * all others; and what its service says of too many requests doesn't concern the others.
   *
   * @throws CloudException what {@code issuer} throws; or that it was not sent
   */
  IssuedToken exchangeForToken(String call, Supplier<IssuedToken> issuer) {
    takePermit(call, Lane.RECOVERY, LONGEST_WAIT_FOR_TOKEN);
    try {
      IssuedToken token = issuer.get();
      listener.ended(call, CallListener.OK);
      return token;
    } catch (CloudException e) {
      listener.ended(call, e.error().kind().name());
      throw e;
    }
  }

  /** Makes one exchange, and takes note of how it ends. */
  JsonNode exchange(String call, Supplier<JsonNode> exchange) {
    long sent = nanoTime.getAsLong();
    try {
      JsonNode answer = exchange.get();
      backOff.served(sent);
      listener.ended(call, CallListener.OK);
      return answer;
    } catch (CloudException e) {
      if (e.error().kind() == Kind.THROTTLED) {
        backOff.refused(sent, e.retryAfter()).ifPresent(budget::hold);
      }
      listener.ended(call, e.error().kind().name());
      throw e;
    }
  }

  private CloudException keptBack(String call) {
    Duration held = budget.held();
    return held.isPositive()
        ? new CloudException(CloudErrors.heldBack(call), held, null)
        : new CloudException(CloudErrors.overBudget(call), null);
  }

  private void notSent(String call) {
    listener.ended(call, CallListener.NOT_SENT);
  }
}
