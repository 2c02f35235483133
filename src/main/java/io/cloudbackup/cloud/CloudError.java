package io.cloudbackup.cloud;

/**
 * What went wrong with a call.
 *
 * @param kind what it means for the caller
 * @param httpStatus the HTTP status, or 0 where no answer came
 * @param message the cloud's own text or the transport's, without line breaks, at most 1,000
 *     characters; never a token
 * @param requestId what the cloud's support asks for, or empty
 * @param call which call it was, such as {@code Resource.list}
 * @param reason where the credentials give no token: what is wrong with them, for programs, such as
 *     {@code TokenExchangeRefused}; the message then says what to do. Empty where the kind says all
 */
public record CloudError(
    Kind kind, int httpStatus, String message, String requestId, String call, String reason) {
  /**
   * What an error means. The number is the gRPC code that the cloud sends in the body's {@code
   * code}.
   */
  public enum Kind {
    /** 3, 11, 12: the request is wrong and stays so. */
    INVALID,
    /**
     * 5, in the cloud's own JSON: what was asked for isn't there. A proxy's 404 is no proof of
     * that. Also the empty answer that Resource.get is documented to give for a machine that isn't
     * registered.
     */
    NOT_FOUND,
    /** 6. */
    ALREADY_EXISTS,
    /** 7: the service account may not; with httpStatus 0 not sent, since it may do nothing. */
    FORBIDDEN,
    /**
     * 8: too many requests, or a quota is used up; with httpStatus 0 not sent, since the own
     * request budget is used up or pauses.
     */
    THROTTLED,
    /** 9: not now, as things stand. */
    PRECONDITION,
    /** 16: the token is not accepted. */
    UNAUTHENTICATED,
    /**
     * The credentials can't be turned into a token that the cloud accepts: the call was not sent.
     */
    NO_TOKEN,
    /**
     * The request was not sent: no connection, now or several times before, no token as IAM did not
     * answer, or it got too late.
     */
    UNREACHABLE,
    /** The request may have arrived; the answer did not, or not whole, or not in time. */
    LOST,
    /**
     * 1, 2, 4, 10, 13, 14, 15, a 408, a 5xx without the cloud's JSON, and a 5xx whose code is a
     * refusal (save 12 with 501): it may or may not have acted.
     */
    UNAVAILABLE,
    /** An answer that is not the API's, or one that is too large. */
    GARBAGE
  }

  public CloudError(Kind kind, int httpStatus, String message, String requestId, String call) {
    this(kind, httpStatus, message, requestId, call, "");
  }

  public CloudError {
    message = ErrorText.clean(message);
    requestId = ErrorText.clean(requestId);
  }

  /** Whether the cloud may have acted on the request although it failed. */
  public boolean ambiguous() {
    return switch (kind) {
      case LOST, UNAVAILABLE, GARBAGE, ALREADY_EXISTS -> true;
      case INVALID,
          NOT_FOUND,
          FORBIDDEN,
          THROTTLED,
          PRECONDITION,
          UNAUTHENTICATED,
          NO_TOKEN,
          UNREACHABLE ->
          false;
    };
  }

  /** Whether it may be about this one thing only, so that others are worth asking for. */
  public boolean ofOneThing() {
    return switch (kind) {
      case INVALID, NOT_FOUND, ALREADY_EXISTS, FORBIDDEN, PRECONDITION, GARBAGE -> true;
      case THROTTLED, UNAUTHENTICATED, NO_TOKEN, UNREACHABLE, LOST, UNAVAILABLE -> false;
    };
  }

  /** {@link #text()} as a sentence of its own. */
  public String sentence() {
    return text() + ".";
  }

  /** One line for a person: what happened, to what, and the request id; without a full stop. */
  public String text() {
    // The cloud ends some of its own with one.
    String open = message.replaceFirst("(?<!\\.)\\.$", "");
    return call + ": " + open + (requestId.isEmpty() ? "" : " (request " + requestId + ")");
  }
}
