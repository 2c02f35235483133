package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An emulator with a clock that stands, and a client for it. */
final class TestCloud implements AutoCloseable {
  static final String RESOURCES = "/backup/v1/resources";
  static final String BACKUPS = "/backup/v1/backups";
  static final String HEAD =
      """
      folders: [{id: b1gone}, {id: b1gtwo}]
      serviceAccounts:
        - {id: ajeone, folders: [b1gone], tokens: [t1.one]}
        - {id: ajeboth, folders: [b1gone, b1gtwo], tokens: [t1.both]}
      policies: [cdgdaily]
      settings: {recoveryDuration: 100s}
      """;
  static final String MACHINES =
      """
      machines:
        - id: epdsource
          backups:
            - {id: backup-old, age: 48h, size: 4GiB}
            - {id: backup-new, age: 24h, size: 100MiB, type: INCREMENTAL}
            - {id: backup-deleted, age: 72h, deleted: true}
        - {id: epdtarget}
        - {id: epdoffline, online: false}
        - {id: epdoutdated, active: false}
        - {id: epdnew, initStatus: REGISTERING, status: OTHER}
        - {id: bmsserver, type: BMS, backups: [{id: backup-bms, age: 1h}]}
        - {id: epdelsewhere, folder: b1gtwo, backups: [{id: backup-elsewhere, policyId: cdgother}]}
      """;

  final SettableClock clock = new SettableClock();
  final Emulator emulator;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestCloud(String yaml) {
    emulator = Emulator.start(Scenario.parse(yaml), 0, clock);
  }

  static TestCloud standard() {
    return new TestCloud(HEAD + MACHINES);
  }

  /** An answer with its body read as JSON. */
  record Response(int status, JsonNode json, HttpResponse<String> raw) {
    String text(String pointer) {
      return json.at(pointer).asText();
    }

    int code() {
      return json.path("code").asInt();
    }

    /** One member of each item of a list. */
    List<String> all(String list, String member) {
      List<String> found = new ArrayList<>();
      json.path(list).forEach(item -> found.add(item.path(member).asText()));
      return found;
    }
  }

  Response get(String path) {
    return send(request("GET", path, ""));
  }

  Response post(String path, String body) {
    return send(request("POST", path, body));
  }

  Response patch(String path, String body) {
    return send(request("PATCH", path, body));
  }

  Response delete(String path) {
    return send(request("DELETE", path, ""));
  }

  Response start(String backup, String machine, String key) {
    return send(startRequest(backup, machine, key));
  }

  HttpRequest startRequest(String backup, String machine, String key) {
    HttpRequest.Builder request =
        request(
            "POST",
            BACKUPS + "/" + backup + ":startRecovery",
            "{\"computeInstanceId\":\"" + machine + "\"}");
    return (key.isEmpty() ? request : request.header("Idempotency-Key", key)).build();
  }

  HttpRequest.Builder request(String verb, String path, String body) {
    return bare(verb, path, body).header("Authorization", "Bearer t1.one");
  }

  /** A request without a token. */
  HttpRequest.Builder bare(String verb, String path, String body) {
    return HttpRequest.newBuilder(emulator.uri().resolve(path))
        .timeout(Duration.ofSeconds(20))
        .method(verb, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  Response send(HttpRequest.Builder request) {
    return send(request.build());
  }

  Response send(HttpRequest request) {
    try {
      return read(request);
    } catch (IOException e) {
      throw new AssertionError("no answer: " + e, e);
    }
  }

  /** Sends a request whose answer may not come. */
  Response read(HttpRequest request) throws IOException {
    HttpResponse<String> raw = raw(request);
    return new Response(raw.statusCode(), Json.CONTROL.readTree(raw.body()), raw);
  }

  HttpResponse<String> raw(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  void settings(String json) {
    Response changed = patch("/control/settings", json);
    if (changed.status() != 200) {
      throw new AssertionError("settings refused: " + changed.raw().body());
    }
  }

  void pass(String duration) {
    clock.advance(GoDuration.parse(duration));
  }

  @Override
  public void close() {
    http.close();
    emulator.close();
  }
}
