package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Reads the answer in which OAuth 2.0 (RFC 6749, 5.1) gives a token. */
final class AccessToken {
  /** No IAM token lives longer; a longer life than this is somebody's nonsense. */
  private static final long MOST_SECONDS = Duration.ofHours(12).toSeconds();

  // "Renew hourly" is the documentation's advice, so a token lives at least that long.
  private static final long ASSUMED_SECONDS = Duration.ofHours(1).toSeconds();

  private AccessToken() {}

  /**
   * @throws CloudException of kind GARBAGE where there is no token in the answer
   */
  static IssuedToken read(String call, JsonNode answer) {
    String token = answer.path("access_token").asText("");
    if (!IssuedToken.wellFormed(token)) {
      throw garbage(call, "the answer has no usable access_token in it");
    }
    String type = answer.path("token_type").asText("Bearer");
    if (!type.equalsIgnoreCase("Bearer")) {
      throw garbage(
          call, "the answer has a token of the type \"" + type + "\", not a Bearer token");
    }
    long seconds = answer.path("expires_in").asLong(ASSUMED_SECONDS);
    return new IssuedToken(token, Duration.ofSeconds(Math.clamp(seconds, 0, MOST_SECONDS)));
  }

  private static CloudException garbage(String call, String why) {
    return new CloudException(CloudErrors.garbage(call, why), null);
  }
}
