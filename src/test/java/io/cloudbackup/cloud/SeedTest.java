package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the records to the JSON representations of the API's reference pages, "Cloud Backup API,
 * REST: Resource methods" and "Backup methods": the files {@code seed-*.json} have each of their
 * fields, and nothing else.
 */
class SeedTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .build();
  private static final String RESOURCE = Json.file("seed-resource.json");
  private static final String BACKUP = Json.file("seed-backup.json");

  private final MockWebServer server = MockCloud.start();
  private final BackupApi api = TestApi.of(uri(server), new FakeTime());

  @AfterEach
  void close() {
    server.shutdown();
  }

  @Test
  void shouldReadEveryFieldOfResource() throws Exception {
    assertThat(fields(MAPPER.valueToTree(resource(RESOURCE))))
        .containsAllEntriesOf(fields(MAPPER.readTree(RESOURCE)));
  }

  @Test
  void shouldReadEveryFieldOfBackup() throws Exception {
    assertThat(fields(MAPPER.valueToTree(backup(BACKUP))))
        .containsExactlyInAnyOrderEntriesOf(fields(MAPPER.readTree(BACKUP)));
  }

  @Test
  void shouldReadInt64AsNumberAlike() throws Exception {
    assertThat(resource(withNumbers(RESOURCE))).isEqualTo(resource(RESOURCE));
    assertThat(backup(withNumbers(BACKUP))).isEqualTo(backup(BACKUP));
  }

  /** A field that has its default value would look the same if nobody read it. */
  @ParameterizedTest
  @ValueSource(strings = {"seed-resource.json", "seed-backup.json"})
  void shouldHaveNoDefaultValueInSeed(String file) throws Exception {
    assertThat(fields(MAPPER.readTree(Json.file(file))).values())
        .isNotEmpty()
        .doesNotContain("", "0", "false", "null");
  }

  private Resource resource(String seed) throws JsonProcessingException {
    server.enqueue(json("{\"resource\":" + seed + "}"));
    return api.getResource(MAPPER.readTree(seed).path("computeInstanceId").asText());
  }

  private Backup backup(String seed) throws JsonProcessingException {
    server.enqueue(json(seed));
    return api.getBackup("b1gfolder", MAPPER.readTree(seed).path("id").asText());
  }

  private static String withNumbers(String seed) {
    String numbers = seed.replaceAll("\"(\\d+)\"", "$1");
    assertThat(numbers).isNotEqualTo(seed);
    return numbers;
  }

  /** Each value as text, by the JSON Pointer (RFC 6901) of its field. */
  private static Map<String, String> fields(JsonNode tree) {
    Map<String, String> fields = new TreeMap<>();
    collect("", tree, fields);
    return fields;
  }

  private static void collect(String at, JsonNode node, Map<String, String> fields) {
    if (node.isValueNode()) {
      fields.put(at, node.asText());
    }
    node.forEachEntry((name, child) -> collect(at + "/" + name, child, fields));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(at + "/" + i, node.path(i), fields);
    }
  }
}
