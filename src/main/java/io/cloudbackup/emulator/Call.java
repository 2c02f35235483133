package io.cloudbackup.emulator;

import java.util.List;
import java.util.function.Consumer;

/**
 * A request on its way to an API method.
 *
 * @param ids the variable parts of its path, decoded
 * @param effects who wants to know what it changes
 */
record Call(Request request, List<String> ids, Caller caller, Consumer<Journal.Effect> effects) {
  private static final int MAX_ID = 50;

  /** The n-th variable part of the path: an id of at most 50 characters. */
  String id(int n) {
    return limited("The id in the path", ids.get(n));
  }

  /** An id in the query, or empty. */
  String idParameter(String name) {
    return limited(name, request.parameter(name));
  }

  /** An id in the query that must be there. */
  String requiredId(String name) {
    String id = idParameter(name);
    if (id.isEmpty()) {
      throw ApiException.invalid(name + " is required.");
    }
    return id;
  }

  PageRequest page(String list) {
    return PageRequest.of(list, request.parameter("pageSize"), request.parameter("pageToken"));
  }

  String idempotencyKey() {
    return request.header("Idempotency-Key");
  }

  static String limited(String name, String id) {
    if (id.length() > MAX_ID) {
      throw ApiException.invalid(name + " must be at most 50 characters.");
    }
    return id;
  }
}
