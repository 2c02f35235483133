package io.cloudbackup.cloud;

import java.time.Duration;

/**
 * A fresh token.
 *
 * @param lifetime from now on
 */
record IssuedToken(String token, Duration lifetime) {
  /** Whether a text can be a token: anything else would break the header that it goes into. */
  static boolean wellFormed(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  @Override
  public String toString() {
    return "IssuedToken[redacted, lifetime=" + lifetime + "]";
  }
}
