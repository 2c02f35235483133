package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fault to order: which calls it meets, how often, and what it does to them. Where both a method
 * and a path are given, both must match; where neither is, every call of the API does.
 *
 * @param id given by the emulator unless by whoever orders it
 * @param method such as Backup.startRecovery; empty for any
 * @param path a regular expression, found anywhere in the path with its query; empty for any
 * @param after how many matching calls go through before
 * @param times how many calls it meets after that; 0 is for ever, 1 the default
 * @param delay how long it waits, in real time, whatever else it does; less where the fault is
 *     taken back meanwhile
 * @param code of STATUS: the gRPC code, 14 by default
 * @param httpStatus of STATUS: default by the code
 * @param message of STATUS
 * @param retryAfter of STATUS: the header Retry-After as it is sent
 * @param body of STATUS and GARBAGE: sent instead of the API's JSON
 * @param processed of STATUS: whether the request takes effect all the same
 * @param drop of SHORT_LIST: how many items are left out, 1 by default
 * @param size of HUGE_BODY: 64MiB by default
 */
public record Fault(
    String id,
    String method,
    String path,
    int after,
    Integer times,
    Kind kind,
    Duration delay,
    Integer code,
    int httpStatus,
    String message,
    String retryAfter,
    @Nullable String body,
    boolean processed,
    Integer drop,
    DataSize size,
    Garbage garbage) {
  public Fault {
    id = Objects.requireNonNullElse(id, "");
    method = Objects.requireNonNullElse(method, "");
    path = Objects.requireNonNullElse(path, "");
    times = Objects.requireNonNullElse(times, 1);
    delay = Objects.requireNonNullElse(delay, Duration.ZERO);
    code = Objects.requireNonNullElse(code, GrpcCode.UNAVAILABLE.number());
    message = Objects.requireNonNullElse(message, "Ordered fault.");
    retryAfter = Objects.requireNonNullElse(retryAfter, "");
    drop = Objects.requireNonNullElse(drop, 1);
    size = Objects.requireNonNullElse(size, new DataSize(64L << 20));
    garbage = Objects.requireNonNullElse(garbage, Garbage.BAD_JSON);
    if (kind == null) {
      throw new IllegalArgumentException("a fault needs a kind");
    }
    if (!method.isEmpty() && !ApiRoutes.NAMES.contains(method)) {
      throw new IllegalArgumentException(
          "there is no method \"" + method + "\"; there are " + String.join(", ", ApiRoutes.NAMES));
    }
    if (after < 0 || times < 0 || delay.isNegative()) {
      throw new IllegalArgumentException("after, times and delay can't be negative");
    }
    var _ = GrpcCode.of(code).number();
    Pattern.compile(path);
  }

  Fault withId(String newId) {
    return new Fault(
        newId,
        method,
        path,
        after,
        times,
        kind,
        delay,
        code,
        httpStatus,
        message,
        retryAfter,
        body,
        processed,
        drop,
        size,
        garbage);
  }

  /** What a fault does. */
  public enum Kind {
    /** Waits, then processes the request: it takes effect late. */
    @JsonProperty("delay")
    DELAY,
    /** Processes the request at once, then waits: the answer is late. */
    @JsonProperty("lateAnswer")
    LATE_ANSWER,
    /** Answers with an error. */
    @JsonProperty("status")
    STATUS,
    /** Processes the request, then closes the connection without an answer. */
    @JsonProperty("lostAnswer")
    LOST_ANSWER,
    /** Closes the connection and processes nothing. */
    @JsonProperty("closedConnection")
    CLOSED_CONNECTION,
    /** Processes the request and answers with something that isn't the API's JSON. */
    @JsonProperty("garbage")
    GARBAGE,
    /** Processes the request and answers with a very large body. */
    @JsonProperty("hugeBody")
    HUGE_BODY,
    /** Answers a list with a next page token that leads to the same page again. */
    @JsonProperty("repeatPageToken")
    REPEAT_PAGE_TOKEN,
    /** Leaves items out of a list and says that it is the last page. */
    @JsonProperty("shortList")
    SHORT_LIST
  }

  /** The forms of an answer that isn't the API's. */
  public enum Garbage {
    @JsonProperty("badJson")
    BAD_JSON,
    @JsonProperty("html")
    HTML,
    @JsonProperty("truncated")
    TRUNCATED
  }
}
