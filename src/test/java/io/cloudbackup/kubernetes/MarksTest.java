package io.cloudbackup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarksTest {
  private static final String GROUP = "backup.yandex.cloud/";

  @Test
  void shouldBeNoneWhenThereAreNoAnnotations() {
    assertThat(Marks.of(new ConfigMapBuilder().withNewMetadata().endMetadata().build()))
        .isEqualTo(new Marks(false, null, false));
    assertThat(Marks.of(annotated(Map.of()))).isEqualTo(new Marks(false, null, false));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, false", "yes, false", "'', false", "'true ', false"})
  void shouldTakeExactlyTrueForYes(String value, boolean expected) {
    Marks marks = Marks.of(annotated(Map.of(GROUP + "paused", value, GROUP + "abandon", value)));

    assertThat(marks).isEqualTo(new Marks(expected, null, expected));
  }

  @Test
  void shouldGiveTheNudgeAsItIs() {
    assertThat(Marks.of(annotated(Map.of(GROUP + "reconcile-requested-at", "now"))).nudge())
        .isEqualTo("now");
  }

  @Test
  void shouldTakeEmptyNudgeForNone() {
    // The status can't hold an empty text, so it would never count as answered.
    assertThat(Marks.of(annotated(Map.of(GROUP + "reconcile-requested-at", ""))).nudge()).isNull();
  }

  @Test
  void shouldCutTheNudgeToTheSchemasLimitOnAWholeCharacter() {
    String value = "a" + "𝄞".repeat(300);

    String nudge =
        Objects.requireNonNull(
            Marks.of(annotated(Map.of(GROUP + "reconcile-requested-at", value))).nudge());

    assertThat(nudge.codePointCount(0, nudge.length())).isEqualTo(256);
    // What comes back from the API server has to equal what was sent there.
    assertThat(new String(nudge.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(nudge);
  }

  private static ConfigMap annotated(Map<String, String> annotations) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }
}
