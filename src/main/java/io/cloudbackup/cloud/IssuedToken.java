package io.cloudbackup.cloud;

import java.time.Duration;

/**
 * A fresh token.
 *
 * @param lifetime from now on
 */
record IssuedToken(String token, Duration lifetime) {
  @Override
  public String toString() {
    return "IssuedToken[redacted, lifetime=" + lifetime + "]";
  }
}
