package io.cloudbackup.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The limits of a kind's status, as its CustomResourceDefinition has them. */
public final class SchemaLimits {
  /** What etcd takes of one object is 1.5 MiB; metadata and spec need room beside the status. */
  private static final int MOST_BYTES = 1 << 20;

  private final JsonNode schema;

  private SchemaLimits(JsonNode schema) {
    this.schema = schema;
  }

  /**
   * Of one kind's status.
   *
   * @param plural such as {@code backupresources}
   */
  public static SchemaLimits ofStatus(String plural) {
    Path file = Path.of("crds", plural + ".backup.yandex.cloud-v1.yml");
    try {
      JsonNode schema =
          new YAMLMapper()
              .readTree(file.toFile())
              .at("/spec/versions/0/schema/openAPIV3Schema/properties/status");
      assertThat(schema.path("properties").isEmpty()).as("no status in %s", file).isFalse();
      return new SchemaLimits(schema);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + file, e);
    }
  }

  /** The status, as the operator would send it, must be within them. */
  public void check(Object status) {
    JsonNode json = new KubernetesSerialization().convertValue(status, JsonNode.class);
    check("status", schema, json);
    assertThat(json.toString().getBytes(StandardCharsets.UTF_8).length)
        .as("bytes of the status")
        .isLessThan(MOST_BYTES);
  }

  private static void check(String path, JsonNode schema, JsonNode value) {
    String type = schema.path("type").asText();
    switch (type) {
      case "string" -> {
        assertThat(value.isTextual()).as("%s is text: %s", path, value).isTrue();
        String text = value.textValue();
        assertThat(text.codePointCount(0, text.length()))
            .as("length of %s", path)
            .isLessThanOrEqualTo(schema.path("maxLength").asInt(Integer.MAX_VALUE));
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .as("%s comes back as it went", path)
            .isEqualTo(text);
      }
      case "array" -> {
        assertThat(value.size())
            .as("entries of %s", path)
            .isLessThanOrEqualTo(schema.path("maxItems").asInt(Integer.MAX_VALUE));
        for (JsonNode entry : value) {
          check(path + "[]", schema.path("items"), entry);
        }
      }
      case "object" ->
          value
              .properties()
              .forEach(
                  field -> {
                    JsonNode property = schema.path("properties").path(field.getKey());
                    if (property.isMissingNode()) {
                      property = schema.path("additionalProperties");
                    }
                    assertThat(property.isObject())
                        .as("%s has a field %s", path, field.getKey())
                        .isTrue();
                    check(path + "." + field.getKey(), property, field.getValue());
                  });
      case "integer" ->
          assertThat(value.isIntegralNumber() && value.canConvertToLong())
              .as("%s is a whole number: %s", path, value)
              .isTrue();
      default -> assertThat(type).as(path).isIn("boolean", "number");
    }
  }
}
