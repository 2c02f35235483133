package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form of the API's protobuf messages: what has its default value may be absent,
 * int64 is text or a number, enumerations may be text or a number, times are RFC 3339 with up to 9
 * digits of a second, and year 1 means none. Text loses what no name, id or message needs: line
 * breaks, escape characters and other invisible ones, and halves of characters, which Kubernetes
 * would store as something else.
 */
final class CloudJson {
  // A thousand entries with five hundred fields each. A text such as [[],[],[],... takes twenty
  // times its length in memory.
  private static final int MOST_TOKENS = 1_000_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.SKIP))
          .addModule(
              new SimpleModule()
                  .addDeserializer(Instant.class, new Timestamp())
                  .addDeserializer(String.class, new Text()))
          .build();

  private CloudJson() {}

  /**
   * @throws CloudException of kind GARBAGE where it is no JSON object
   */
  static JsonNode parse(String call, byte[] body) {
    JsonNode root = tryParse(body);
    if (!root.isObject()) {
      throw garbage(call, "the answer is no JSON object, so it is not the API's");
    }
    return root;
  }

  /** What the body says, or a missing node where it is no JSON. */
  static JsonNode tryParse(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException _) {
      return MissingNode.getInstance();
    }
  }

  /** One page of the list called {@code field}. */
  static <T> Page<T> page(String call, JsonNode root, String field, Class<T> type) {
    return new Page<>(list(call, root, field, type), root.path("nextPageToken").asText(""));
  }

  /**
   * The entries of the list called {@code field}, which is absent where it is empty.
   *
   * @throws CloudException of kind GARBAGE where the answer has other fields only: it would be
   *     mistaken for an empty list
   */
  static <T> List<T> list(String call, JsonNode root, String field, Class<T> type) {
    JsonNode entries = root.path(field);
    boolean absent = entries.isMissingNode() || entries.isNull();
    boolean foreign = absent && !root.isEmpty() && !root.has(field) && !root.has("nextPageToken");
    if (foreign || !(absent || entries.isArray())) {
      throw garbage(call, "the answer has no list \"" + field + "\"");
    }
    List<T> list = new ArrayList<>(entries.size());
    for (JsonNode entry : entries) {
      T value = value(call, entry, type);
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }

  /**
   * @return null where the node is missing or null, or a time is of year 1
   * @throws CloudException of kind GARBAGE where the node is something else
   */
  static <T> @Nullable T value(String call, JsonNode node, Class<T> type) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String why = "a " + type.getSimpleName() + " in the answer can't be read" + place(e);
      throw new CloudException(CloudErrors.garbage(call, why), e);
    }
  }

  // Jackson's own message is about Java's classes.
  private static String place(Exception e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    return mapping.getPath().stream()
        .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
        .collect(Collectors.joining(".", " at \"", "\""));
  }

  private static CloudException garbage(String call, String why) {
    return new CloudException(CloudErrors.garbage(call, why), null);
  }

  private static final class Text extends StdScalarDeserializer<String> {
    private static final Pattern INVISIBLE =
        Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    Text() {
      super(String.class);
    }

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = StringDeserializer.instance.deserialize(parser, context);
      return text == null ? null : INVISIBLE.matcher(text).replaceAll(" ");
    }
  }

  private static final class Timestamp extends StdScalarDeserializer<Instant> {
    private static final int LAST_YEAR = 9999;

    Timestamp() {
      super(Instant.class);
    }

    @Override
    public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (Instant) context.handleUnexpectedToken(Instant.class, parser);
      }
      String text = parser.getText();
      if (text.isEmpty()) {
        return null;
      }
      try {
        OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
        if (time.getYear() > LAST_YEAR) {
          return (Instant)
              context.handleWeirdStringValue(
                  Instant.class, text, "after the last year of RFC 3339");
        }
        return time.getYear() <= 1 ? null : time.toInstant();
      } catch (DateTimeException _) {
        return (Instant)
            context.handleWeirdStringValue(Instant.class, text, "not a time after RFC 3339");
      }
    }
  }
}
