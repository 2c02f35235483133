package io.cloudbackup.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.testing.Chaos;
import java.util.Optional;

/** Records as the client reads them out of the API's messages with wrong values in them. */
public final class HostileRecords {
  private static final JsonMapper JSON = new JsonMapper();

  private HostileRecords() {}

  /**
   * One of {@code resource.json}, {@code tasks.json} and the others, as the API's reference shows
   * it.
   */
  static JsonNode good(String file) {
    try {
      return JSON.readTree(Json.file(file));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(file, e);
    }
  }

  /** A machine, or nothing where the client refuses it. */
  public static Optional<Resource> machine(Chaos chaos) {
    return read(chaos.worse(good("resource.json")), Resource.class);
  }

  /** A task, or nothing where the client refuses it. */
  public static Optional<Task> task(Chaos chaos) {
    return read(chaos.worse(good("tasks.json").path("tasks").path(0)), Task.class);
  }

  /** A backup, or nothing where the client refuses it. */
  public static Optional<Backup> backup(Chaos chaos) {
    return read(chaos.worse(good("backup.json")), Backup.class);
  }

  private static <T> Optional<T> read(JsonNode message, Class<T> type) {
    try {
      return Optional.ofNullable(CloudJson.value("test", message, type));
    } catch (CloudException e) {
      return Optional.empty();
    }
  }
}
