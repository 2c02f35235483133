package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** How the emulator reads and writes JSON and YAML. */
final class Json {
  /** For scenarios: unknown keys are errors. */
  static final ObjectMapper YAML = strict(YAMLMapper.builder());

  /** For the control API: unknown keys are errors, numbers are numbers. */
  static final ObjectMapper CONTROL = strict(JsonMapper.builder());

  /** For the emulated API: int64 as text, what holds its type's default is left out. */
  static final ObjectMapper OMITTING = api(JsonInclude.Include.NON_DEFAULT);

  /** The same with everything printed. */
  static final ObjectMapper PRINTING = api(JsonInclude.Include.ALWAYS);

  private Json() {}

  static ObjectMapper api(Settings.Defaults defaults) {
    return defaults == Settings.Defaults.OMIT ? OMITTING : PRINTING;
  }

  static Settings emptySettings() {
    return CONTROL.convertValue(CONTROL.createObjectNode(), Settings.class);
  }

  /** Changes a value by an RFC 7396 merge patch: null takes a member back to its default. */
  static <T> T merge(T value, JsonNode patch, Class<T> type) {
    JsonNode merged = merge(CONTROL.valueToTree(value), patch);
    try {
      return CONTROL.treeToValue(merged, type);
    } catch (JsonProcessingException e) {
      throw ApiException.invalid(reason(e));
    }
  }

  private static JsonNode merge(JsonNode value, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode merged =
        value.isObject() ? ((ObjectNode) value).deepCopy() : CONTROL.createObjectNode();
    for (var member : patch.properties()) {
      if (member.getValue().isNull()) {
        merged.remove(member.getKey());
      } else {
        merged.set(member.getKey(), merge(merged.path(member.getKey()), member.getValue()));
      }
    }
    return merged;
  }

  /** The first sentence of what a reader complains about, without Jackson's place marks. */
  static String reason(JsonProcessingException e) {
    String text =
        e.getCause() instanceof IllegalArgumentException cause
            ? cause.getMessage()
            : e.getOriginalMessage();
    return String.valueOf(text).lines().findFirst().orElse("it can't be read");
  }

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M strict(B builder) {
    SimpleModule module = new SimpleModule();
    module.addDeserializer(Duration.class, new Parsed<>(Duration.class, GoDuration::parse));
    module.addDeserializer(DataSize.class, new Parsed<>(DataSize.class, DataSize::parse));
    module.addSerializer(Duration.class, new Printed<>(Duration.class, GoDuration::format));
    module.addSerializer(DataSize.class, new Printed<>(DataSize.class, size -> size.bytes() + "B"));
    module.addSerializer(Instant.class, ToStringSerializer.instance);
    return builder
        .addModule(module)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  private static ObjectMapper api(JsonInclude.Include inclusion) {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Long.class, ToStringSerializer.instance);
    module.addSerializer(Long.TYPE, ToStringSerializer.instance);
    module.addSerializer(Instant.class, ToStringSerializer.instance);
    return JsonMapper.builder()
        .addModule(module)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(inclusion, JsonInclude.Include.ALWAYS))
        .build();
  }

  private static final class Parsed<T> extends StdScalarDeserializer<T> {
    private final transient Function<String, T> parse;

    Parsed(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      try {
        return parse.apply(parser.getText());
      } catch (IllegalArgumentException e) {
        throw JsonMappingException.from(parser, String.valueOf(e.getMessage()), e);
      }
    }
  }

  private static final class Printed<T> extends StdScalarSerializer<T> {
    private final transient Function<T, String> print;

    Printed(Class<T> type, Function<T, String> print) {
      super(type);
      this.print = print;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(print.apply(value));
    }
  }
}
