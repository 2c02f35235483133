package io.cloudbackup.cloud;

/** An endpoint that the operator's settings don't allow. The message says which and why. */
public final class EndpointNotAllowedException extends RuntimeException {
  public EndpointNotAllowedException(String message) {
    super(message);
  }
}
