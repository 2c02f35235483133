package io.cloudbackup.cloud;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what became of the calls. */
final class HeardCalls implements CallListener {
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<String> waited = new CopyOnWriteArrayList<>();
  private final Map<String, BreakerState> breakers = new ConcurrentHashMap<>();

  @Override
  public void waited(Lane lane, Duration time) {
    waited.add(lane + " " + time.toMillis());
  }

  @Override
  public void ended(String method, String result) {
    ended.add(method + " " + result);
  }

  @Override
  public void breakerChanged(String breaker, BreakerState state) {
    breakers.put(breaker, state);
  }

  /** Method and result, in the order in which they ended. */
  List<String> ended() {
    return List.copyOf(ended);
  }

  /** Lane and milliseconds. */
  List<String> waited() {
    return List.copyOf(waited);
  }

  BreakerState breaker(String name) {
    return breakers.getOrDefault(name, BreakerState.CLOSED);
  }

  Map<String, BreakerState> breakers() {
    return Map.copyOf(breakers);
  }
}
