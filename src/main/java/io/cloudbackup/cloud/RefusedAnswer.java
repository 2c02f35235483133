package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.CloudError.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads an answer whose HTTP status is no success. */
final class RefusedAnswer {
  private static final int LAST_GRPC_CODE = 16;
  private static final int LONGEST_SECONDS = 9;

  private RefusedAnswer() {}

  /**
   * @param requestIdHeader the header {@code x-request-id}, or empty
   * @param retryAfter the header {@code Retry-After}, or empty; seconds only, as a date would need
   *     the server's clock
   */
  static CloudException decode(
      String call, int status, @Nullable String requestIdHeader, String retryAfter, byte[] body) {
    JsonNode json = CloudJson.tryParse(body);
    int code = grpcCode(json);
    String message = code == 0 ? "" : json.path("message").asText("");
    if (message.isBlank()) {
      message =
          "the answer was HTTP " + status + (code == 0 ? oauthError(json) : " with code " + code);
    }
    String requestId = requestId(json);
    if (requestId.isEmpty() && requestIdHeader != null) {
      requestId = requestIdHeader;
    }
    CloudError error = new CloudError(kind(status, code), status, message, requestId, call);
    return new CloudException(error, seconds(retryAfter), null);
  }

  // RFC 6749, 5.2: how the token exchange says why.
  private static String oauthError(JsonNode json) {
    String error = json.path("error").asText("");
    String description = json.path("error_description").asText("");
    return (error.isBlank() ? "" : ", " + error)
        + (description.isBlank() ? "" : ": " + description);
  }

  private static Kind kind(int status, int code) {
    if (status == 408) {
      return Kind.UNAVAILABLE;
    }
    Kind kind = code == 0 ? byStatus(status) : byCode(code);
    // Code 12 goes with 501; any other refusal with a 5xx contradicts itself and proves nothing.
    boolean refusal = !new CloudError(kind, status, "", "", "").ambiguous();
    return refusal && status >= 500 && !(code == 12 && status == 501) ? Kind.UNAVAILABLE : kind;
  }

  private static Kind byCode(int code) {
    return switch (code) {
      case 3, 11, 12 -> Kind.INVALID;
      case 5 -> Kind.NOT_FOUND;
      case 6 -> Kind.ALREADY_EXISTS;
      case 7 -> Kind.FORBIDDEN;
      case 8 -> Kind.THROTTLED;
      case 9 -> Kind.PRECONDITION;
      case 16 -> Kind.UNAUTHENTICATED;
      default -> Kind.UNAVAILABLE;
    };
  }

  private static Kind byStatus(int status) {
    return switch (status) {
      case 401 -> Kind.UNAUTHENTICATED;
      case 403 -> Kind.FORBIDDEN;
      case 429 -> Kind.THROTTLED;
      default -> status >= 500 ? Kind.UNAVAILABLE : Kind.GARBAGE;
    };
  }

  // 0 where the body isn't the cloud's: a proxy's own JSON may have a code too, such as 404.
  private static int grpcCode(JsonNode json) {
    int code = json.path("code").asInt(0);
    return code >= 1 && code <= LAST_GRPC_CODE ? code : 0;
  }

  private static String requestId(JsonNode json) {
    for (JsonNode detail : json.path("details")) {
      if (detail.path("@type").asText("").endsWith(".RequestInfo")) {
        return detail.path("requestId").asText("");
      }
    }
    return "";
  }

  private static @Nullable Duration seconds(String retryAfter) {
    boolean seconds =
        !retryAfter.isEmpty()
            && retryAfter.length() <= LONGEST_SECONDS
            && retryAfter.chars().allMatch(c -> c >= '0' && c <= '9');
    return seconds ? Duration.ofSeconds(Long.parseLong(retryAfter)) : null;
  }
}
