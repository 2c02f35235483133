package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of single fields against a real API server, from {@code crds/KIND/values.yaml}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdValuesIT {
  private static final TypeReference<List<Row>> ROWS = new TypeReference<>() {};

  private final CrdServer server = new CrdServer();

  static Stream<Value> accepted() {
    return values(Row::accepted);
  }

  static Stream<Value> refused() {
    return values(Row::refused);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void shouldStoreValueWhenAllowed(Value value) {
    JsonNode stored = server.tryCreate(value.object());

    assertThat(stored.at(value.row.field)).as("%s", value).isEqualTo(value.value);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldNameFieldAndWhatItShouldBeWhenRefused(Value value) {
    String message = CrdServer.refusal(value, () -> server.tryCreate(value.object()));

    assertThat(message).as("%s", value).contains(Objects.requireNonNull(value.row.message));
  }

  static Stream<Value> durations() {
    return accepted().filter(value -> "duration".equals(value.row.means));
  }

  @ParameterizedTest
  @MethodSource("durations")
  void shouldBeReadByTheOperatorAsTheServerReadsIt(Value value) {
    String text = value.value.textValue();

    assertThat(Rfc3339.duration(text))
        .isEqualTo(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
  }

  static Stream<Value> times() {
    return accepted().filter(value -> "time".equals(value.row.means));
  }

  @ParameterizedTest
  @MethodSource("times")
  void shouldBeATimeToTheOperator(Value value) {
    assertThat(Rfc3339.parse(value.value.textValue())).isAfter(Instant.EPOCH);
  }

  private static Stream<Value> values(Function<Row, List<JsonNode>> part) {
    return CrdFixture.files("values.yaml").stream()
        .flatMap(
            file ->
                rows(file).stream()
                    .flatMap(row -> part.apply(row).stream().map(v -> new Value(file, row, v))));
  }

  private static List<Row> rows(Path file) {
    try {
      return CrdFixture.YAML.readValue(file.toFile(), ROWS);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + file, e);
    }
  }

  /**
   * What one field may and may not be.
   *
   * @param of the file with the object, beside this one
   * @param message a part of the text that refuses
   * @param means {@code duration} or {@code time}, where the operator reads it as such
   */
  record Row(
      String field,
      String of,
      @Nullable String means,
      List<JsonNode> accepted,
      List<JsonNode> refused,
      @Nullable String message) {
    Row {
      of = of == null ? "valid-every-field.yaml" : of;
      accepted = accepted == null ? List.of() : List.copyOf(accepted);
      refused = refused == null ? List.of() : List.copyOf(refused);
    }
  }

  /** One value of one field. */
  record Value(Path table, Row row, JsonNode value) {
    /** The valid object with this value in the field. */
    ObjectNode object() {
      ObjectNode object = CrdFixture.read(table.resolveSibling(row.of)).only();
      int slash = row.field.lastIndexOf('/');
      String name = row.field.substring(slash + 1);
      JsonNode parent = object.at(row.field.substring(0, slash));
      assertThat(parent.has(name)).as("%s in %s", row.field, row.of).isTrue();
      ((ObjectNode) parent).set(name, value);
      return object;
    }

    @Override
    public String toString() {
      return table.getName(table.getNameCount() - 2) + row.field + "=" + value;
    }
  }
}
