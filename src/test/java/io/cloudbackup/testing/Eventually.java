package io.cloudbackup.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for the world to become as a test wants it. */
public final class Eventually {
  /** Two sweeps, a look at a Secret and a slow machine fit in. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(45);

  /**
   * Less than a recovery or a folder waits that looks again by itself, and enough for a machine on
   * which many tests run side by side.
   */
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  private static final Duration POLL = Duration.ofMillis(150);

  /** What a look and the pause after it take at most where nothing stands still. */
  private static final Duration LONGEST_LOOK = Duration.ofMillis(500);

  private Eventually() {}

  /** Waits until the assertions hold. */
  public static void eventually(ThrowingRunnable assertions) {
    within(LONG_ENOUGH, assertions);
  }

  /** Waits until the assertions hold, which an event is to bring about and not a timer. */
  public static void atOnce(ThrowingRunnable assertions) {
    withinWorkingTime(AT_ONCE, assertions);
  }

  /**
   * Waits at most that long until the assertions hold; but of each look, which begins with a
   * question to the operator of all namespaces, no more counts than {@link #LONGEST_LOOK}. So on a
   * machine that stands still, or whose operator or API server does, time stands still too.
   */
  public static void withinWorkingTime(Duration time, ThrowingRunnable assertions) {
    Duration left = time;
    while (true) {
      long began = System.nanoTime();
      OperatorUnderTest.awaitAnswerOfShared();
      try {
        assertions.run();
        return;
      } catch (AssertionError e) {
        if (left.isNegative()) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      rest();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      left = left.minus(took.compareTo(LONGEST_LOOK) < 0 ? took : LONGEST_LOOK);
    }
  }

  private static void rest() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a test waited", e);
    }
  }

  /** Waits at most that long until the assertions hold. */
  public static void within(Duration time, ThrowingRunnable assertions) {
    Awaitility.await()
        .atMost(time)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .untilAsserted(assertions);
  }

  /** The assertions hold now and go on to hold for that long. */
  public static void throughout(Duration time, ThrowingRunnable assertions) {
    Awaitility.await()
        .during(time)
        .atMost(time.plusSeconds(5))
        .failFast(
            () -> {
              try {
                assertions.run();
              } catch (RuntimeException | Error e) {
                throw e;
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            })
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .untilAsserted(assertions);
  }
}
