package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A request as it came.
 *
 * @param path raw: percent signs are still there
 * @param query raw, or empty
 */
record Request(
    String verb,
    String path,
    String query,
    Map<String, String> parameters,
    Headers headers,
    String body) {
  private static final int MAX_BODY = 1 << 20;

  static Request read(HttpExchange exchange) throws IOException {
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    String body =
        new String(exchange.getRequestBody().readNBytes(MAX_BODY), StandardCharsets.UTF_8);
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        query,
        parameters(query),
        exchange.getRequestHeaders(),
        body);
  }

  /** A query parameter, or empty. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** A header, or empty. */
  String header(String name) {
    return Objects.requireNonNullElse(headers.getFirst(name), "");
  }

  String pathAndQuery() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** The body as a JSON object. */
  JsonNode json() {
    try {
      JsonNode json = Json.CONTROL.readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw ApiException.invalid("The request's body is not JSON.");
    }
    throw ApiException.invalid("The request's body is not a JSON object.");
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("\"" + text + "\" is not percent-encoded text.");
    }
  }

  /** Reads a query or a form. */
  static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            decoded(pair.substring(0, equals)),
            decoded(pair.substring(equals + 1).replace("+", "%20")));
      }
    }
    return Map.copyOf(parameters);
  }
}
