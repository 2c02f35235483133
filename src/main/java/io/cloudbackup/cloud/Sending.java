package io.cloudbackup.cloud;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One exchange: whether its request may have left, and that it leaves once at most. It travels with
 * the request as a tag. {@link Guard} is called when a connection stands, TLS included, and before
 * the first byte of the request is written; so where it was not called, nothing was sent.
 */
final class Sending {
  private final LongSupplier nanoTime;
  private final long sendUntil;
  private boolean begun;
  private @Nullable String retryAfter;

  /**
   * @param sendUntil by {@code nanoTime}: later the request is not sent any more
   */
  Sending(LongSupplier nanoTime, long sendUntil) {
    this.nanoTime = nanoTime;
    this.sendUntil = sendUntil;
  }

  /** Whether the request may have left. */
  synchronized boolean begun() {
    return begun;
  }

  /** The answer's header {@code Retry-After}, as it came. */
  synchronized Optional<String> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  private synchronized void begin() throws IOException {
    if (begun) {
      throw new IOException("the HTTP client wanted to send the request a second time");
    }
    if (nanoTime.getAsLong() - sendUntil > 0) {
      throw new IOException("too much time had passed before it could be sent");
    }
    begun = true;
  }

  private synchronized void answered(@Nullable String newRetryAfter) {
    retryAfter = newRetryAfter;
  }

  /**
   * The network interceptor that keeps the promises. It also takes {@code Retry-After} out of
   * OkHttp's sight, which repeats any request, a POST too, on a 503 with {@code Retry-After: 0}.
   */
  static final class Guard implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      Sending sending = chain.request().tag(Sending.class);
      if (sending == null) {
        throw new IOException("a request without its Sending");
      }
      sending.begin();
      Response response = chain.proceed(chain.request());
      sending.answered(response.header("Retry-After"));
      return response.newBuilder().removeHeader("Retry-After").build();
    }
  }
}
