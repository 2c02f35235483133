package io.cloudbackup.cloud;

import java.time.Duration;

/** Hears what becomes of a folder's calls, for metrics. Its methods must return at once. */
public interface CallListener {
  /** The result of a request that succeeded. */
  String OK = "OK";

  /**
   * The result of a request that was kept back: by the budget, by the back-off, by a breaker, or
   * since there was no token for it.
   */
  String NOT_SENT = "NOT_SENT";

  /** For whoever does not want to know. */
  CallListener NONE =
      new CallListener() {
        @Override
        public void waited(Lane lane, Duration time) {}

        @Override
        public void ended(String method, String result) {}

        @Override
        public void breakerChanged(String breaker, BreakerState state) {}
      };

  /** A request has waited for its turn, whether it came or not. */
  void waited(Lane lane, Duration time);

  /**
   * A request has ended; a call may take several.
   *
   * @param method such as {@code Resource.list}
   * @param result {@link #OK}, {@link #NOT_SENT}, or the name of a {@link CloudError.Kind}
   */
  void ended(String method, String result);

  /**
   * A breaker is new or has changed.
   *
   * @param breaker what it is about: {@code credentials}, {@code permission}, or the host {@code
   *     backup} or {@code operation}
   */
  void breakerChanged(String breaker, BreakerState state);
}
