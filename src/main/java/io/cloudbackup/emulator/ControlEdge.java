package io.cloudbackup.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP side of the control API, which the real cloud doesn't have. */
final class ControlEdge implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ControlEdge.class);

  private final ControlMethods methods;

  ControlEdge(ControlMethods methods) {
    this.methods = methods;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Request request = Request.read(exchange);
    answer(request).send(exchange);
  }

  private Reply answer(Request request) {
    try {
      return json(200, methods.call(request));
    } catch (ApiException e) {
      return json(e.code().httpStatus(), Map.of("error", e.text()));
    } catch (RuntimeException e) {
      LOG.error("The emulator failed to answer {} {}", request.verb(), request.path(), e);
      return json(500, Map.of("error", "The emulator failed: " + e));
    }
  }

  private static Reply json(int status, Object body) {
    try {
      return Reply.json(
          status, Json.CONTROL.writerWithDefaultPrettyPrinter().writeValueAsString(body), Map.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "an answer can't be written as JSON: " + e.getOriginalMessage(), e);
    }
  }
}
