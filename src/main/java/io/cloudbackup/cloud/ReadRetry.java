package io.cloudbackup.cloud;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Repeats a reading call where that can help: with exponential pauses of random length, or as long
 * as the cloud asks for, up to 10 s; never past the deadline.
 */
final class ReadRetry {
  private static final Duration LONGEST_WISH = Duration.ofSeconds(10);

  private final ClientSettings settings;
  private final ClientRuntime runtime;

  ReadRetry(ClientSettings settings, ClientRuntime runtime) {
    this.settings = settings;
    this.runtime = runtime;
  }

  /**
   * @param attempt gets the time that is left; called at least once
   */
  <T> T run(Function<Duration, T> attempt) {
    long end = runtime.nanoTime().getAsLong() + settings.readDeadline().toNanos();
    for (int attempts = 1; ; attempts++) {
      try {
        return attempt.apply(left(end));
      } catch (CloudException e) {
        Duration pause = pause(e, attempts).orElseThrow(() -> e);
        if (attempts >= settings.readAttempts() || pause.compareTo(left(end)) >= 0) {
          throw e;
        }
        rest(pause, e);
      }
    }
  }

  private Optional<Duration> pause(CloudException e, int attempts) {
    return switch (e.error().kind()) {
      case UNREACHABLE, LOST, UNAVAILABLE, THROTTLED -> {
        Duration wish = e.retryAfter().orElse(Duration.ZERO);
        yield wish.compareTo(LONGEST_WISH) > 0
            ? Optional.empty()
            : Optional.of(wish.plus(jitter(attempts)));
      }
      case INVALID,
          NOT_FOUND,
          ALREADY_EXISTS,
          FORBIDDEN,
          PRECONDITION,
          UNAUTHENTICATED,
          NO_TOKEN,
          GARBAGE ->
          Optional.empty();
    };
  }

  private Duration jitter(int attempts) {
    double most = settings.firstPause().toNanos() * Math.pow(2, attempts - 1);
    return Duration.ofNanos((long) (runtime.random().getAsDouble() * most));
  }

  private void rest(Duration pause, CloudException e) {
    try {
      runtime.sleeper().sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      e.addSuppressed(interrupted);
      throw e;
    }
  }

  private Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - runtime.nanoTime().getAsLong()));
  }
}
