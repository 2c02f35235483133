package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns what the API answers into what goes over the wire, by the fault that the call met. */
record FaultyReplies(Faults faults, Supplier<Settings> settings) {
  private static final String HTML =
      "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad"
          + " Gateway</h1></body></html>";

  Optional<Faults.Met> meet(String method, Request request) {
    return faults.meet(method, request.pathAndQuery());
  }

  /**
   * @param answer processes the request, with its effect; called once or never
   */
  Reply reply(
      Optional<Faults.Met> met, Request request, Supplier<Answer> answer, String requestId) {
    if (met.isEmpty()) {
      return reply(answer.get());
    }
    Fault fault = met.get().fault();
    if (fault.kind() == Fault.Kind.LATE_ANSWER) {
      Answer ready = answer.get();
      met.get().delay();
      return reply(ready);
    }
    met.get().delay();
    return switch (fault.kind()) {
      case DELAY, LATE_ANSWER -> reply(answer.get());
      case STATUS -> status(fault, answer, requestId);
      case CLOSED_CONNECTION -> Reply.none();
      case LOST_ANSWER -> {
        var _ = answer.get();
        yield Reply.none();
      }
      case GARBAGE -> garbage(fault, reply(answer.get()));
      case HUGE_BODY -> {
        var _ = answer.get();
        yield Reply.huge(fault.size().bytes());
      }
      case REPEAT_PAGE_TOKEN -> reply(repeating(answer.get(), request));
      case SHORT_LIST -> reply(shortened(answer.get(), fault.drop()));
    };
  }

  private Reply reply(Answer answer) {
    return Reply.json(
        answer.status(), ApiEdge.json(answer.body(), settings.get()), answer.headers());
  }

  private Reply status(Fault fault, Supplier<Answer> answer, String requestId) {
    if (fault.processed()) {
      var _ = answer.get();
    }
    GrpcCode code = GrpcCode.of(fault.code());
    int status = fault.httpStatus() == 0 ? code.httpStatus() : fault.httpStatus();
    Map<String, String> headers =
        fault.retryAfter().isEmpty() ? Map.of() : Map.of("Retry-After", fault.retryAfter());
    String body = fault.body();
    if (body != null) {
      return Reply.text(status, body, "text/html", headers);
    }
    return Reply.json(
        status,
        ApiEdge.json(
            Answer.ErrorBody.of(code.number(), fault.message(), requestId), settings.get()),
        headers);
  }

  private static Reply garbage(Fault fault, Reply real) {
    String body = fault.body();
    if (body != null) {
      return Reply.text(real.status(), body, Reply.JSON, Map.of());
    }
    return switch (fault.garbage()) {
      case BAD_JSON ->
          Reply.text(
              real.status(), "{\"resources\": [{\"computeInstanceId\": ", Reply.JSON, Map.of());
      case HTML -> Reply.text(real.status(), HTML, "text/html", Map.of());
      case TRUNCATED -> real.truncated();
    };
  }

  private Answer repeating(Answer answer, Request request) {
    JsonNode body = tree(answer);
    if (answer.status() != 200 || !(body instanceof ObjectNode list)) {
      return answer;
    }
    String own = request.parameter("pageToken");
    list.put("nextPageToken", own.isEmpty() ? PageRequest.START_TOKEN : own);
    return new Answer(answer.status(), list, answer.headers());
  }

  private Answer shortened(Answer answer, int drop) {
    JsonNode body = tree(answer);
    if (answer.status() != 200 || !(body instanceof ObjectNode list)) {
      return answer;
    }
    list.remove("nextPageToken");
    for (JsonNode member : list) {
      if (member instanceof ArrayNode items) {
        for (int i = 0; i < drop && !items.isEmpty(); i++) {
          items.remove(items.size() - 1);
        }
      }
    }
    return new Answer(answer.status(), list, answer.headers());
  }

  private JsonNode tree(Answer answer) {
    return Json.api(settings.get().defaults()).valueToTree(answer.body());
  }
}
