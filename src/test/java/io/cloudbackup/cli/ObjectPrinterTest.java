package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPrinterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u009b31mC1",
        "next\u0085line",
        "del\u007f",
        "\u202egpj.exe",
        "\u2066isolated\u2069",
        "two\nlines \u202e",
        "\u2028",
        "tag \udb40\udc01",
        "\u001b[31m",
        "\r over",
        "отчёт 😀",
        "plain"
      })
  void shouldPrintNothingThatATerminalTakesForACommand(String text) throws Exception {
    Map<String, String> object = Map.of(text, text);

    String json = ObjectPrinter.json(object);
    assertThat(json).matches("[\\x20-\\x7e\\n]*");
    assertThat((Object) new JsonMapper().readValue(json, Map.class)).isEqualTo(object);
    String yaml = ObjectPrinter.yaml(object);
    assertThat(yaml).matches("[\\x20-\\x7e\\n]*");
    assertThat((Object) new YAMLMapper().readValue(yaml, Map.class)).isEqualTo(object);
  }
}
