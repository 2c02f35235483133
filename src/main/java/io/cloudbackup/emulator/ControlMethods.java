package io.cloudbackup.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The control API: looks behind the emulated API and changes what lies there. */
record ControlMethods(Emulator emulator) {
  record Clock(Instant now, double scale) {}

  record MachineView(MachineSpec spec, Resource resource, List<WorkView> work) {}

  record WorkView(
      String kind,
      String operationId,
      String computeInstanceId,
      String backupId,
      int percent,
      boolean running) {}

  /** Does what a path below /control says. */
  Object call(Request request) {
    List<String> path =
        Stream.of(request.path().substring("/control".length()).split("/", -1))
            .filter(part -> !part.isEmpty())
            .map(Request::decoded)
            .toList();
    String first = path.isEmpty() ? "" : path.getFirst();
    String key =
        request.verb()
            + " "
            + first
            + (path.size() > 1 ? "/*" : "")
            + (path.size() > 2 ? "/" + path.get(2) : "");
    return switch (key) {
      case "GET journal" -> journal(request);
      case "DELETE journal" -> done(() -> emulator.journal().clear());
      case "GET starts" -> Map.of("starts", starts(request));
      case "GET faults" -> Map.of("faults", emulator.faults().all());
      case "POST faults" -> emulator.faults().add(read(request, Fault.class));
      case "DELETE faults" -> done(() -> emulator.faults().clear());
      case "DELETE faults/*" -> removeFault(path.get(1));
      case "GET machines/*" -> machine(path.get(1));
      case "POST machines" -> done(() -> emulator.state().add(read(request, MachineSpec.class)));
      case "PATCH machines/*" -> change(path.get(1), request);
      case "POST machines/*/backups" -> addBackup(path.get(1), request);
      case "POST machines/*/work" -> actOnMachine(path.get(1), request);
      case "GET operations" -> operations();
      case "POST operations/*" -> actOnOperation(path.get(1), request);
      case "GET clock" -> clock();
      case "POST clock" -> advance(request);
      case "GET settings" -> emulator.settings();
      case "PATCH settings" -> changeSettings(request);
      case "POST reset" -> done(emulator::reset);
      case "POST tokens/*" -> revoke(path.get(1));
      default ->
          throw ApiException.notFound(
              "There is no "
                  + request.verb()
                  + " "
                  + request.path()
                  + " in the control API; see docs/emulator.md.");
    };
  }

  private Object journal(Request request) {
    String method = request.parameter("method");
    String machine = request.parameter("contains");
    long since = number(request.parameter("since"));
    return Map.of(
        "requests",
        emulator.journal().entries().stream()
            .filter(entry -> method.isEmpty() || entry.method().equals(method))
            .filter(entry -> (entry.path() + "?" + entry.query()).contains(machine))
            .filter(entry -> entry.number() > since)
            .toList());
  }

  private List<Journal.Start> starts(Request request) {
    String machine = request.parameter("computeInstanceId");
    return emulator.journal().starts().stream()
        .filter(start -> machine.isEmpty() || start.computeInstanceId().equals(machine))
        .toList();
  }

  private Object removeFault(String id) {
    if (!emulator.faults().remove(id)) {
      throw ApiException.notFound("There is no fault " + id + ".");
    }
    return Map.of();
  }

  private Object machine(String id) {
    return emulator
        .state()
        .now(
            moment -> {
              Machine machine = moment.machines().get(id);
              return new MachineView(
                  machine.spec(),
                  machine.view(moment.now()),
                  machine.works().stream().map(work -> view(work, moment.now())).toList());
            });
  }

  private Object change(String id, Request request) {
    var _ = emulator.state().change(id, request.json());
    return machine(id);
  }

  private Object addBackup(String machineId, Request request) {
    return Map.of("id", emulator.state().addBackup(machineId, read(request, BackupSpec.class)));
  }

  private Object actOnMachine(String id, Request request) {
    WorkAction action = read(request, WorkAction.class);
    return emulator
        .state()
        .now(
            moment -> {
              Work work =
                  moment
                      .machines()
                      .get(id)
                      .active(moment.now())
                      .orElseThrow(
                          () ->
                              ApiException.precondition(
                                  "The machine " + id + " does nothing now."));
              action.apply(moment, work);
              return view(work, moment.now());
            });
  }

  private Object actOnOperation(String id, Request request) {
    WorkAction action = read(request, WorkAction.class);
    return emulator
        .state()
        .now(
            moment -> {
              Work work = moment.operations().find(id, moment.now());
              action.apply(moment, work);
              return view(work, moment.now());
            });
  }

  private Object operations() {
    return Map.of(
        "operations",
        emulator
            .state()
            .now(
                moment ->
                    moment.operations().all(moment.now()).stream()
                        .map(work -> view(work, moment.now()))
                        .toList()));
  }

  private Object clock() {
    return emulator.state().now(moment -> new Clock(moment.now(), emulator.time().scale()));
  }

  private Object advance(Request request) {
    emulator.advance(read(request, Advance.class).by());
    return clock();
  }

  private Object changeSettings(Request request) {
    emulator.settings(Json.merge(emulator.settings(), request.json(), Settings.class));
    return emulator.settings();
  }

  private Object revoke(String which) {
    if (!which.equals("revoke")) {
      throw ApiException.notFound("There is only POST /control/tokens/revoke.");
    }
    return done(() -> emulator.accounts().revokeIssued());
  }

  private static WorkView view(Work work, Instant now) {
    Work.Order order = work.order();
    return new WorkView(
        order.kind().name(),
        order.operationId(),
        order.machineId(),
        order.backupId(),
        work.percent(now),
        work.running(now));
  }

  private static Object done(Runnable verb) {
    verb.run();
    return Map.of();
  }

  private static long number(String text) {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.invalid("since must be a number of the journal.");
    }
  }

  private static <T> T read(Request request, Class<T> type) {
    JsonNode json = request.json();
    try {
      return Json.CONTROL.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw ApiException.invalid(Json.reason(e));
    }
  }
}
