package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What an API method answers: a message, not yet text.
 *
 * @param headers besides those that every answer has
 */
record Answer(int status, Object body, Map<String, String> headers) {
  static Answer ok(Object body) {
    return new Answer(200, body, Map.of());
  }

  static Answer error(GrpcCode code, String message, String requestId) {
    return new Answer(code.httpStatus(), ErrorBody.of(code.number(), message, requestId), Map.of());
  }

  /** A google.rpc.Status with the request's id. */
  record ErrorBody(int code, String message, List<RequestInfo> details) {
    static ErrorBody of(int code, String message, String requestId) {
      return new ErrorBody(
          code,
          message,
          List.of(new RequestInfo("type.googleapis.com/google.rpc.RequestInfo", requestId)));
    }
  }

  /** The detail that names the request. */
  record RequestInfo(@JsonProperty("@type") String type, String requestId) {}
}
