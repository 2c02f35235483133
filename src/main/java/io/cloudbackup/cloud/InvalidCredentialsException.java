package io.cloudbackup.cloud;

/**
 * Credentials that can't be used, whatever the cloud says. The message says what to do about it and
 * shows no part of a secret; for the same reason there is no cause.
 */
public final class InvalidCredentialsException extends RuntimeException {
  public InvalidCredentialsException(String message) {
    super(message);
  }
}
