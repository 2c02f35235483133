package io.cloudbackup.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Locale;
import org.yaml.snakeyaml.DumperOptions;

/**
 * Objects for programs, one after the other, so that the first ones need not wait for the last. All
 * but ASCII is escaped: a terminal takes some of the rest for commands, or turns lines around.
 */
final class ObjectPrinter {
  private static final ObjectWriter JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build()
          .writerWithDefaultPrettyPrinter();

  private final Terminal terminal;
  private final OutputForm form;
  private boolean begun;

  /**
   * @param form JSON, YAML or NAME
   */
  ObjectPrinter(Terminal terminal, OutputForm form) {
    this.terminal = terminal;
    this.form = form;
  }

  void print(HasMetadata object) {
    switch (form) {
      case NAME -> terminal.out().println(name(object));
      case YAML -> terminal.out().print("---\n" + yaml(object));
      case JSON -> {
        terminal
            .out()
            .print(
                begun ? ",\n" : "{\n\"apiVersion\": \"v1\",\n\"kind\": \"List\",\n\"items\": [\n");
        terminal.out().print(json(object));
      }
      case TABLE, WIDE -> throw new IllegalStateException("tables are printed elsewhere");
    }
    begun = true;
  }

  /** Ends what a program reads as a whole. */
  void end() {
    if (form == OutputForm.JSON) {
      terminal
          .out()
          .print(
              begun ? "\n]\n}\n" : "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": []}\n");
    }
    terminal.out().flush();
  }

  static String name(HasMetadata object) {
    return object.getKind().toLowerCase(Locale.ROOT)
        + "."
        + HasMetadata.getGroup(object.getClass())
        + "/"
        + object.getMetadata().getName();
  }

  static String json(Object value) {
    try {
      // It is ASCII, and no letter of one of JSON's own words.
      return JSON.writeValueAsString(value).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("can't be written as JSON", e);
    }
  }

  static String yaml(Object value) {
    try {
      return YAMLMapper.builder(YAMLFactory.builder().dumperOptions(options()).build())
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build()
          .writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("can't be written as YAML", e);
    }
  }

  private static DumperOptions options() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setAllowUnicode(false);
    return options;
  }
}
