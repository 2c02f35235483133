package io.cloudbackup.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The emulated API's HTTP side: journal, faults, authentication, methods, errors. */
final class ApiEdge implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ApiEdge.class);

  private final ApiRoutes routes;
  private final Accounts accounts;
  private final Journal journal;
  private final FaultyReplies faulty;
  private final InstantSource time;
  private final Ids ids;

  ApiEdge(
      ApiRoutes routes,
      Accounts accounts,
      Journal journal,
      Faults faults,
      InstantSource time,
      Supplier<Settings> settings,
      Ids ids) {
    this.routes = routes;
    this.accounts = accounts;
    this.journal = journal;
    this.faulty = new FaultyReplies(faults, settings);
    this.time = time;
    this.ids = ids;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Request request = Request.read(exchange);
    String requestId = ids.request();
    Optional<ApiRoutes.Route> route = routes.find(request);
    String method = route.map(ApiRoutes.Route::name).orElse("");
    long number = journal.arrived(request, method, requestId, time.instant());
    Optional<Faults.Met> met = faulty.meet(method, request);
    Supplier<Answer> answer = () -> answer(request, route, number, requestId);
    Reply reply = withIds(faulty.reply(met, request, answer, requestId), requestId);
    journal.answered(
        number,
        reply.ending() == Reply.Ending.NONE ? Journal.Outcome.NO_ANSWER : Journal.Outcome.ANSWERED,
        reply.status(),
        met.map(one -> one.fault().id()).orElse(""));
    reply.send(exchange);
  }

  private Answer answer(
      Request request, Optional<ApiRoutes.Route> route, long number, String requestId) {
    try {
      if (route.isEmpty()) {
        throw ApiException.notFound(
            "There is no method at " + request.verb() + " " + request.path() + ".");
      }
      Caller caller =
          route.get().open() ? Caller.NOBODY : accounts.caller(request.header("Authorization"));
      List<String> pathIds = route.get().ids(request.path());
      return route
          .get()
          .method()
          .apply(
              new Call(
                  request,
                  pathIds,
                  caller,
                  effect -> journal.took(number, effect, time.instant())));
    } catch (ApiException e) {
      return Answer.error(e.code(), e.text(), requestId);
    } catch (RuntimeException e) {
      LOG.error("The emulator failed to answer {} {}", request.verb(), request.path(), e);
      return Answer.error(GrpcCode.INTERNAL, "The emulator failed: " + e, requestId);
    }
  }

  private static Reply withIds(Reply reply, String requestId) {
    Map<String, String> headers = new HashMap<>(reply.headers());
    headers.put("x-request-id", requestId);
    headers.put("x-server-trace-id", requestId);
    return new Reply(
        reply.status(),
        reply.body(),
        reply.contentType(),
        headers,
        reply.ending(),
        reply.padding());
  }

  /** An API message as text. */
  static String json(Object body, Settings settings) {
    try {
      return Json.api(settings.defaults()).writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "an answer can't be written as JSON: " + e.getOriginalMessage(), e);
    }
  }
}
