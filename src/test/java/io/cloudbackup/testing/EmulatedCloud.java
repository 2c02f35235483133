package io.cloudbackup.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.emulator.Emulator;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.emulator.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A cloud of a test's own: the emulator in this JVM, with what tests ask of it. */
public final class EmulatedCloud implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Every port that a cloud of this JVM has had. The system gives a port that is free again to
   * somebody else soon, and a folder of a scene that is over may still be swept there.
   */
  private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

  private final Emulator emulator;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private EmulatedCloud(Emulator emulator) {
    this.emulator = emulator;
  }

  /** Starts a cloud that holds what the scenario's YAML says, at a port that none had before. */
  public static EmulatedCloud start(String scenario) {
    Scenario parsed = Scenario.parse(scenario);
    while (true) {
      Emulator emulator = Emulator.start(parsed, 0, Clock.systemUTC());
      if (PORTS.add(emulator.uri().getPort())) {
        return new EmulatedCloud(emulator);
      }
      emulator.close();
    }
  }

  /** Its base URL, for all of its services. */
  public URI uri() {
    return emulator.uri();
  }

  /** Orders a fault, written as in the control API. */
  public void fault(String yaml) {
    emulator.addFault(yaml);
  }

  /** Ends every fault. */
  public void mend() {
    control("DELETE", "/faults", "");
  }

  /** Moves the cloud's clock forward. */
  public void advance(Duration by) {
    emulator.advance(by);
  }

  /** Changes a machine. */
  public void machine(String id, String json) {
    control("PATCH", "/machines/" + id, json);
  }

  /** What the cloud itself knows of a machine. */
  public JsonNode machine(String id) {
    return control("GET", "/machines/" + id, "").path("resource");
  }

  /** Ends, fails, freezes or resumes what a machine does. */
  public void work(String machineId, String json) {
    control("POST", "/machines/" + machineId + "/work", json);
  }

  /** Changes how the cloud behaves. */
  public void settings(String json) {
    control("PATCH", "/settings", json);
  }

  /** The requests to one method, oldest first. */
  public List<Journal.Entry> calls(String method) {
    return calls().stream().filter(e -> e.method().equals(method)).toList();
  }

  /** The requests to all methods, oldest first. */
  public List<Journal.Entry> calls() {
    return emulator.journal().entries();
  }

  /** The recoveries onto a machine that really began. */
  public List<Journal.Start> starts(String machineId) {
    return emulator.starts().stream().filter(s -> s.computeInstanceId().equals(machineId)).toList();
  }

  /** A request to the control API below {@code /control}; another answer than 200 throws. */
  public JsonNode control(String verb, String path, String json) {
    return exchange(verb, "/control" + path, json, "");
  }

  /** A request to the cloud's own API, as somebody else would send it. */
  public JsonNode api(String verb, String path, String json, String token) {
    return exchange(verb, path, json, token);
  }

  /** A token of the scenario's metadataAccount, one that can be revoked. */
  public String issuedToken() {
    String path = "/computeMetadata/v1/instance/service-accounts/default/token";
    HttpRequest request =
        HttpRequest.newBuilder(emulator.uri().resolve(path))
            .timeout(Duration.ofSeconds(10))
            .header("Metadata-Flavor", "Google")
            .build();
    return exchange("GET", path, request).path("access_token").asText();
  }

  private JsonNode exchange(String verb, String path, String json, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(emulator.uri().resolve(path))
            .timeout(Duration.ofSeconds(10))
            .method(verb, BodyPublishers.ofString(json));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return exchange(verb, path, request.build());
  }

  private JsonNode exchange(String verb, String path, HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(
            verb + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(verb + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + verb + " " + path, e);
    }
  }

  @Override
  public void close() {
    http.close();
    emulator.close();
  }
}
