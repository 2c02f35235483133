package io.cloudbackup.cloud;

import java.time.Duration;

/**
 * How patient the client is.
 *
 * @param connectTimeout for one connection, TLS not included
 * @param callTimeout for one exchange, from looking up the name to the last byte of the answer
 * @param readDeadline for a reading method with all its attempts and pauses
 * @param sendWithin a changing method that could not be sent within this time of its call (since it
 *     waited for a token, a permit or a connection) is not sent any more
 * @param readAttempts how often a reading method is sent at most
 * @param firstPause before the second attempt at most; doubles with every further one
 */
public record ClientSettings(
    Duration connectTimeout,
    Duration callTimeout,
    Duration readDeadline,
    Duration sendWithin,
    int readAttempts,
    Duration firstPause) {
  /** What suits the real cloud. */
  public static final ClientSettings DEFAULT =
      new ClientSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          3,
          Duration.ofMillis(200));

  public ClientSettings {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("callTimeout", callTimeout);
    requirePositive("readDeadline", readDeadline);
    requirePositive("sendWithin", sendWithin);
    requirePositive("firstPause", firstPause);
    if (readAttempts < 1) {
      throw new IllegalArgumentException("readAttempts must be at least 1, not " + readAttempts);
    }
  }

  // OkHttp takes 0 for "no limit".
  private static void requirePositive(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, not " + value);
    }
  }
}
