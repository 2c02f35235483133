package io.cloudbackup.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What the cloud's services share: operations and the discovery of endpoints. */
record CommonMethods(CloudState state, Supplier<Settings> settings) {
  private static final Set<String> SERVICES = Set.of("backup", "operation", "iam", "endpoint");

  record Endpoint(String id, String address) {}

  record EndpointList(List<Endpoint> endpoints) {}

  Answer getOperation(Call call) {
    Operations.View view =
        state.now(
            moment -> {
              Work work = moment.operations().read(call.id(0), moment.now());
              return moment.operations().view(work, moment.now());
            });
    Duration interval = settings.get().operationPollInterval();
    return new Answer(
        200,
        view,
        interval.isZero()
            ? Map.of()
            : Map.of("x-operation-poll-interval", Long.toString(interval.toSeconds())));
  }

  Answer listEndpoints(Call call) {
    return Answer.ok(
        new EndpointList(SERVICES.stream().sorted().map(id -> endpoint(id, call)).toList()));
  }

  Answer getEndpoint(Call call) {
    if (!SERVICES.contains(call.id(0))) {
      throw ApiException.notFound("Endpoint " + call.id(0) + " not found.");
    }
    return Answer.ok(endpoint(call.id(0), call));
  }

  /** All services are this server, under the name by which the client reached it. */
  private static Endpoint endpoint(String id, Call call) {
    return new Endpoint(id, call.request().header("Host"));
  }
}
