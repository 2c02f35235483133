package io.cloudbackup.cloud;

import io.cloudbackup.cloud.CloudError.Kind;

/** The errors that arise on this side of the wire. */
final class CloudErrors {
  private CloudErrors() {}

  /** The request never left. */
  static CloudError unsent(String call, String why) {
    return new CloudError(Kind.UNREACHABLE, 0, "not sent: " + why, "", call);
  }

  /** The caller's own request budget is used up. */
  static CloudError overBudget(String call) {
    String message = "not sent: too many requests to this folder are waiting for their turn";
    return new CloudError(Kind.THROTTLED, 0, message, "", call);
  }

  /**
   * The cloud wants to be left alone by all calls of the folder, for longer than this one waits.
   */
  static CloudError heldBack(String call) {
    String message = "not sent: the cloud answered that there are too many requests; they pause";
    return new CloudError(Kind.THROTTLED, 0, message, "", call);
  }

  /** An argument that can't be sent. */
  static CloudError invalid(String call, String why) {
    return new CloudError(Kind.INVALID, 0, "not sent: " + why, "", call);
  }

  /** An answer with HTTP 200 that is not the API's. */
  static CloudError garbage(String call, String why) {
    return new CloudError(Kind.GARBAGE, 200, why, "", call);
  }

  /**
   * What a failed exchange for a token means to the call that the token is for: whatever became of
   * the exchange, that call was not sent.
   */
  static CloudException withoutToken(CloudException e) {
    CloudError error = e.error();
    Kind kind =
        switch (error.kind()) {
          case FORBIDDEN, THROTTLED -> error.kind();
          case UNREACHABLE, LOST, UNAVAILABLE, GARBAGE -> Kind.UNREACHABLE;
          case INVALID, NOT_FOUND, ALREADY_EXISTS, PRECONDITION, UNAUTHENTICATED, NO_TOKEN ->
              Kind.NO_TOKEN;
        };
    return new CloudException(
        new CloudError(
            kind,
            error.httpStatus(),
            error.message(),
            error.requestId(),
            error.call(),
            error.reason()),
        e.retryAfter().orElse(null),
        e);
  }

  /** The same, where the service that gives tokens has said no and somebody has to mend that. */
  static CloudException noToken(String reason, String message, CloudException e) {
    CloudError error = e.error();
    return new CloudException(
        new CloudError(
            Kind.NO_TOKEN, error.httpStatus(), message, error.requestId(), error.call(), reason),
        e);
  }

  /** IAM may give one token for several requests, and this one was refused already. */
  static CloudError sameTokenAgain(String call) {
    String message = "IAM gave the same token again that the cloud does not accept";
    return new CloudError(Kind.UNAUTHENTICATED, 0, message, "", call);
  }
}
