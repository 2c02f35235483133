package io.cloudbackup.cloud;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that are renewed long before their end: after a tenth of their lifetime, at the latest
 * after an hour. That happens in the background while the old token goes on being used. One
 * exchange runs at a time, and for a while after a failed one none: a few seconds, or as long as
 * the service that gives them wants to be left alone.
 */
final class RenewedTokens implements TokenSource {
  static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(RenewedTokens.class);
  private static final Duration LATEST_RENEWAL = Duration.ofHours(1);
  private static final Duration SAFETY = Duration.ofSeconds(30);
  // A local clock that runs ahead makes every new token look expired.
  private static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(1);

  private final String call;
  private final Supplier<IssuedToken> issuer;
  private final ClientRuntime runtime;
  private final ReentrantLock exchange = new ReentrantLock();
  private final AtomicBoolean renewing = new AtomicBoolean();
  private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
  private volatile @Nullable Failure failure;
  private volatile String refused = "";

  /**
   * @param call what the issuer's exchange is called in errors
   * @param issuer makes a token, or throws a {@link CloudException} that isn't ambiguous
   */
  RenewedTokens(String call, Supplier<IssuedToken> issuer, ClientRuntime runtime) {
    this.call = call;
    this.issuer = issuer;
    this.runtime = runtime;
  }

  @Override
  public String token() {
    Held current = held.get();
    Instant now = runtime.clock().instant();
    if (current == null || !now.isBefore(current.usableUntil())) {
      return obtain();
    }
    if (!now.isBefore(current.renewAt()) && resting(now) == null) {
      renewInBackground();
    }
    return current.token();
  }

  @Override
  public void refused(String token) {
    Held current = held.get();
    if (current != null && current.token().equals(token)) {
      refused = token;
      // Where another thread has renewed meanwhile, its token stays.
      held.compareAndSet(current, null);
    }
  }

  private String obtain() {
    try {
      exchange.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloudException(
          CloudErrors.unsent(call, "interrupted while waiting for a token"), e);
    }
    try {
      Held current = held.get();
      Instant now = runtime.clock().instant();
      if (current != null && now.isBefore(current.usableUntil())) {
        return current.token();
      }
      CloudError last = resting(now);
      if (last != null) {
        throw new CloudException(last, null);
      }
      return exchange().token();
    } finally {
      exchange.unlock();
    }
  }

  private void renewInBackground() {
    if (renewing.compareAndSet(false, true)) {
      runtime.background().execute(this::renew);
    }
  }

  private void renew() {
    try {
      if (exchange.tryLock()) {
        try {
          exchange();
        } finally {
          exchange.unlock();
        }
      }
    } catch (CloudException e) {
      log.warn("An IAM token could not be renewed, the old one is still used: {}", e.getMessage());
    } finally {
      renewing.set(false);
    }
  }

  private Held exchange() {
    try {
      IssuedToken issued = issuer.get();
      if (issued.token().equals(refused)) {
        // After the pause it gets another chance: IAM may give it for hours, and one refusal may
        // have been a passing one.
        refused = "";
        throw new CloudException(CloudErrors.sameTokenAgain(call), null);
      }
      Held fresh = Held.of(issued, runtime.clock().instant());
      failure = null;
      held.set(fresh);
      return fresh;
    } catch (CloudException e) {
      failure = new Failure(e.error(), runtime.clock().instant().plus(rest(e)));
      throw e;
    }
  }

  /** As long as the service wishes, where it does; a longer wish is heard again when it is over. */
  private static Duration rest(CloudException e) {
    Duration wish = e.retryAfter().orElse(PAUSE_AFTER_FAILURE);
    return longer(PAUSE_AFTER_FAILURE, shorter(wish, BackOff.LONGEST_WISH));
  }

  private @Nullable CloudError resting(Instant now) {
    Failure last = failure;
    return last != null && now.isBefore(last.restsUntil()) ? last.error() : null;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private record Failure(CloudError error, Instant restsUntil) {}

  private record Held(String token, Instant renewAt, Instant usableUntil) {
    static Held of(IssuedToken issued, Instant now) {
      Duration lifetime = longer(issued.lifetime(), SHORTEST_LIFETIME);
      Duration tenth = lifetime.dividedBy(10);
      return new Held(
          issued.token(),
          now.plus(shorter(tenth, LATEST_RENEWAL)),
          now.plus(lifetime).minus(shorter(tenth, SAFETY)));
    }

    @Override
    public String toString() {
      return "Held[redacted, usableUntil=" + usableUntil + "]";
    }
  }
}
