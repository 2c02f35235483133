package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API's endpoint list. It is the same for all folders and no folder's budget pays for it, so
 * the process asks for it once a minute at most, unless that fails.
 */
final class EndpointList {
  private static final Logger log = LoggerFactory.getLogger(EndpointList.class);
  private static final String CALL = "ApiEndpoint.list";
  private static final long BODY_LIMIT = 1024 * 1024;
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final CloudHttp http;
  private final HttpUrl url;
  private final LongSupplier nanoTime;
  private @Nullable FutureTask<Answer> latest;

  /**
   * @param since by {@code nanoTime}
   */
  private record Answer(Map<String, String> addresses, boolean failed, long since) {}

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  EndpointList(CloudHttp http, HttpUrl url, LongSupplier nanoTime) {
    this.http = http;
    this.url = url;
    this.nanoTime = nanoTime;
  }

  /**
   * The addresses by the ids of their services, as they came: host and port, without a scheme, or
   * anything else. Empty where the list can't be had. Waits for an answer that is under way.
   */
  Map<String, String> addresses() {
    FutureTask<Answer> current = current();
    // Does nothing where another thread was here before.
    current.run();
    try {
      return current.get().addresses();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloudException(
          CloudErrors.unsent(CALL, "interrupted while waiting for the API's list"), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private synchronized FutureTask<Answer> current() {
    FutureTask<Answer> task = latest;
    if (task == null || (task.isDone() && !stillGood(task))) {
      task = new FutureTask<>(this::ask);
      latest = task;
    }
    return task;
  }

  private boolean stillGood(Future<Answer> done) {
    return done.state() == Future.State.SUCCESS
        && !done.resultNow().failed()
        && nanoTime.getAsLong() - done.resultNow().since() < KEPT.toNanos();
  }

  private Answer ask() {
    try {
      JsonNode answer = http.exchange(CALL, new Request.Builder().url(url).get(), BODY_LIMIT);
      return new Answer(addresses(answer), false, nanoTime.getAsLong());
    } catch (CloudException e) {
      log.warn(
          "The documented endpoints are used, since the API's list failed: {}", e.getMessage());
      return new Answer(Map.of(), true, nanoTime.getAsLong());
    }
  }

  private static Map<String, String> addresses(JsonNode answer) {
    Map<String, String> addresses = new HashMap<>();
    for (JsonNode entry : CloudJson.list(CALL, answer, "endpoints", JsonNode.class)) {
      String address = entry.path("address").asText("");
      if (!address.isBlank()) {
        addresses.putIfAbsent(entry.path("id").asText(""), address);
      }
    }
    return addresses;
  }
}
