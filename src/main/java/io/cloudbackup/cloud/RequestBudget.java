package io.cloudbackup.cloud;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a second may be sent on behalf of one folder: a token bucket that holds one
 * second's worth, at least one.
 *
 * <p>Waiting calls go by {@link Lane}, and in each lane in the order in which they came. Only
 * {@link #MOST_OVERTAKES} permits in a row may go past the call that has waited longest; the next
 * one is its, whatever its lane. So a call before which n others wait gets one of the next {@code
 * (n + 1) * (MOST_OVERTAKES + 1)} permits, and no lane starves.
 *
 * <p>Recoveries find permits though sweeps have emptied the bucket: they may run into debt, by what
 * the bucket holds, and the others wait until it is paid back. So in any time no more is sent than
 * twice what the bucket holds and what the rate gives in that time.
 *
 * <p>While it is {@linkplain #hold held} nobody gets a permit, and nobody waits long for its end.
 */
public final class RequestBudget {
  /** How many permits in a row may go past the call that has waited longest. */
  static final int MOST_OVERTAKES = 9;

  /** How long a call waits at most while the budget is held; a longer pause keeps threads busy. */
  static final Duration LONGEST_WAIT_WHILE_HELD = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private final long interval;
  private final long burst;
  private final Map<Lane, Deque<Call>> waiting = new EnumMap<>(Lane.class);

  private long calls;
  private int overtakes;

  // When the bucket would be full again, had every permit so far been taken evenly.
  private long full;

  // When permits are given again.
  private long heldUntil;

  /** One that waits, by the number that it drew when it came. */
  static final class Call {
    private final Lane lane;
    private final long number;
    private final long end;
    private boolean served;

    private Call(Lane lane, long number, long end) {
      this.lane = lane;
      this.number = number;
      this.end = end;
    }
  }

  /**
   * A full bucket.
   *
   * @param perSecond requests a second; may be a fraction
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public RequestBudget(double perSecond, LongSupplier nanoTime, Sleeper sleeper) {
    if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException(
          "a budget must be a positive number of requests a second, not " + perSecond);
    }
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.interval = Math.max(1, Math.round(1e9 / perSecond));
    this.burst = Math.round(Math.max(1, perSecond) * interval);
    this.full = nanoTime.getAsLong();
    this.heldUntil = full;
    for (Lane lane : Lane.values()) {
      waiting.put(lane, new ArrayDeque<>());
    }
  }

  /**
   * Takes a permit for one request, and waits for it.
   *
   * @return false, with nothing taken, where it takes longer than {@code atMost}, or the budget is
   *     held for longer than {@link #LONGEST_WAIT_WHILE_HELD}; as soon as that is certain, which is
   *     at once where those of its own lane alone take too long
   */
  public boolean acquire(Lane lane, Duration atMost) throws InterruptedException {
    Call call = enter(lane, atMost);
    try {
      for (long wait = turn(call); wait > 0; wait = turn(call)) {
        sleeper.sleep(Duration.ofNanos(wait));
      }
    } catch (InterruptedException e) {
      leave(call);
      throw e;
    }
    return served(call);
  }

  /**
   * Gives no permit for that long from now, to no lane. What the bucket had saved is gone then: one
   * permit is left, and the rate, so that not all who waited come at once. A hold that lasts longer
   * already stays as it is.
   */
  synchronized void hold(Duration time) {
    long until = nanoTime.getAsLong() + time.toNanos();
    if (until - heldUntil > 0) {
      heldUntil = until;
      full = later(full, heldUntil + burst - interval);
    }
  }

  /** How long it is held from now on; zero where it is not. */
  synchronized Duration held() {
    return Duration.ofNanos(Math.max(0, heldUntil - nanoTime.getAsLong()));
  }

  synchronized Call enter(Lane lane, Duration atMost) {
    Call call = new Call(lane, calls++, nanoTime.getAsLong() + atMost.toNanos());
    lane(lane).add(call);
    return call;
  }

  /**
   * How many nanoseconds the call should sleep before it asks again; 0 where it needs not ask any
   * more, since it is served or has given up.
   */
  synchronized long turn(Call call) {
    long now = nanoTime.getAsLong();
    serve(now);
    if (call.served) {
      return 0;
    }
    Deque<Call> lane = lane(call.lane);
    int ahead = (int) lane.stream().takeWhile(other -> other != call).count();
    long wait = wait(call.lane == Lane.RECOVERY, now) + ahead * interval;
    long held = heldUntil - now;
    // Nano times may overflow, so only their differences are compared.
    if (wait > call.end - now || held > LONGEST_WAIT_WHILE_HELD.toNanos()) {
      lane.remove(call);
      return 0;
    }
    return Math.max(held, Math.min(wait, (ahead + 1) * interval));
  }

  synchronized boolean served(Call call) {
    return call.served;
  }

  private synchronized void leave(Call call) {
    lane(call.lane).remove(call);
    if (call.served) {
      full -= interval;
    }
  }

  /**
   * Whoever comes by serves all whose turn it is, so that nobody waits for a thread that sleeps.
   */
  private void serve(long now) {
    for (Call oldest = oldest(); oldest != null; oldest = oldest()) {
      boolean overdue = overtakes >= MOST_OVERTAKES;
      Call next = overdue ? oldest : foremost().orElseThrow();
      if (wait(overdue || next.lane == Lane.RECOVERY, now) > 0) {
        return;
      }
      full = later(full, now) + interval;
      next.served = true;
      lane(next.lane).remove();
      overtakes = next == oldest ? 0 : overtakes + 1;
    }
  }

  /** How long until the bucket gives a permit. */
  private long wait(boolean onDebt, long now) {
    long permit = later(full, now) + interval - (onDebt ? 2 * burst : burst);
    return Math.max(0, later(permit, heldUntil) - now);
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  private @Nullable Call oldest() {
    return waiting.values().stream()
        .map(Deque::peek)
        .filter(Objects::nonNull)
        .min(Comparator.comparingLong(call -> call.number))
        .orElse(null);
  }

  private Optional<Call> foremost() {
    return waiting.values().stream().map(Deque::peek).filter(Objects::nonNull).findFirst();
  }

  private Deque<Call> lane(Lane lane) {
    return Objects.requireNonNull(waiting.get(lane));
  }
}
