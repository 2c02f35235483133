package io.cloudbackup.cloud;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps calls back that would fail like those before them. Closed, it lets all go; {@link
 * #FAILURES_TO_OPEN} failures in a row open it, and for a while it lets none go; then one at a
 * time, until one tells how things stand: well, and it closes; or ill, and it is open for twice as
 * long as before. The pauses go from {@link #FIRST} to {@link #LONGEST}; up to half of each is left
 * out by chance, so that not all folders ask at once.
 */
final class Breaker {
  /** One may be a passing fault, and two may be one fault that met two calls at once. */
  static final int FAILURES_TO_OPEN = 3;

  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final int MOST_DOUBLINGS = 10;

  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final Consumer<BreakerState> listener;

  private BreakerState state = BreakerState.CLOSED;
  private int failures;
  private int openings;
  private long end;
  private long probes;

  // The number of the probe that is under way, or 0.
  private long probe;

  /** What the end of a call says. */
  enum Sign {
    WELL,
    ILL,
    /** Neither. */
    NONE
  }

  /**
   * Of a call that was let go.
   *
   * @param probe the number of a probe, or 0
   */
  record Pass(long probe) {
    /** Of a call that needs not ask the breaker. */
    static final Pass FREE = new Pass(0);
  }

  /**
   * A closed one.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param random from 0 to less than 1
   * @param listener hears of every change of the state; must return at once
   */
  Breaker(LongSupplier nanoTime, DoubleSupplier random, Consumer<BreakerState> listener) {
    this.nanoTime = nanoTime;
    this.random = random;
    this.listener = listener;
    listener.accept(state);
  }

  /** Lets a call go, which then has to {@link #leave}; or nothing, where it is to fail at once. */
  synchronized Optional<Pass> enter() {
    if (state == BreakerState.CLOSED) {
      return Optional.of(Pass.FREE);
    }
    if (probe != 0 || pausing()) {
      return Optional.empty();
    }
    probe = ++probes;
    become(BreakerState.HALF_OPEN);
    return Optional.of(new Pass(probe));
  }

  /** A call has ended. */
  synchronized void leave(Pass pass, Sign sign) {
    boolean probed = probe != 0 && pass.probe() == probe;
    switch (sign) {
      case WELL -> close();
      case ILL -> ill(probed);
      case NONE -> {
        if (probed) {
          // The next one may try at once.
          probe = 0;
          become(BreakerState.OPEN);
        }
      }
    }
  }

  private void close() {
    failures = 0;
    openings = 0;
    probe = 0;
    become(BreakerState.CLOSED);
  }

  private void ill(boolean probed) {
    if (state == BreakerState.CLOSED) {
      failures++;
      if (failures >= FAILURES_TO_OPEN) {
        open();
      }
    } else if (probed || !pausing()) {
      // Within the pause it is the end of a call that was sent before.
      open();
    }
  }

  private void open() {
    long pause = FIRST.toNanos() << Math.min(openings, MOST_DOUBLINGS);
    double half = Math.min(pause, LONGEST.toNanos()) / 2.0;
    openings++;
    end = nanoTime.getAsLong() + (long) (half + random.getAsDouble() * half);
    probe = 0;
    become(BreakerState.OPEN);
  }

  private boolean pausing() {
    return nanoTime.getAsLong() - end < 0;
  }

  private void become(BreakerState next) {
    if (state != next) {
      state = next;
      listener.accept(next);
    }
  }
}
