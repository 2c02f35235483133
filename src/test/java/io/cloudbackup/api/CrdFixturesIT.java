package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole objects against a real API server: what it takes, what it adds, what it refuses and with
 * which words. {@link CrdValuesIT} does the same for the values of single fields.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdFixturesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CrdServer server = new CrdServer();

  static List<CrdFixture> valid() {
    return CrdFixture.named("valid-");
  }

  static List<CrdFixture> invalid() {
    return CrdFixture.named("invalid-");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void shouldStoreEveryFieldAndTheDefaultsWhenValid(CrdFixture fixture) {
    JsonNode stored = send(fixture);

    JsonNode wanted = fixture.documents().getLast().get("spec");
    assertThat(CrdFixture.contains(stored.get("spec"), wanted))
        .as("%s: %s holds %s", fixture, stored.get("spec"), wanted)
        .isTrue();
    for (String expected : fixture.said("default")) {
      String[] parts = expected.split("=", 2);
      assertThat(stored.at(JsonPointer.compile(parts[0])).asText())
          .as("%s: default of %s", fixture, parts[0])
          .isEqualTo(parts[1]);
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void shouldBeReadInFullByTheOperatorWhenValid(CrdFixture fixture) {
    JsonNode stored = send(fixture);

    JsonNode written = stored.get("spec");
    Object spec =
        switch (stored.get("kind").textValue()) {
          case "BackupFolder" -> JSON.convertValue(written, BackupFolderSpec.class);
          case "BackupResource" -> JSON.convertValue(written, BackupResourceSpec.class);
          case "BackupRecovery" -> JSON.convertValue(written, BackupRecoverySpec.class);
          case "CloudBackup" -> JSON.convertValue(written, CloudBackupSpec.class);
          default -> throw new IllegalStateException(fixture + ": a kind without a type");
        };

    assertThat(JSON.<JsonNode>valueToTree(spec)).as("%s", fixture).isEqualTo(written);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void shouldSayWhatIsWrongWhenInvalid(CrdFixture fixture) {
    assertThat(fixture.said("expect")).as("%s: # expect: comments", fixture).hasSize(1);

    String message = CrdServer.refusal(fixture, () -> send(fixture));

    assertThat(message).as("%s", fixture).contains(fixture.said("expect").getFirst());
  }

  private JsonNode send(CrdFixture fixture) {
    List<ObjectNode> documents = fixture.documents();
    return switch (documents.size()) {
      case 1 -> server.tryCreate(documents.getFirst());
      case 2 -> server.tryUpdate(documents.getFirst(), documents.getLast());
      default ->
          throw new IllegalStateException(fixture + ": one document or two, before and after");
    };
  }
}
