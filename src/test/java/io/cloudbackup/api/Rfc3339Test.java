package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cloudbackup.testing.Chaos;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "90s, PT1M30S",
    "26h, PT26H",
    "1h30m, PT1H30M",
    "1h30m10s500ms, PT1H30M10.5S",
    "500ms, PT0.5S",
    "10m, PT10M",
    "87600h, PT87600H",
    "720h, PT720H",
    "30m1h, PT1H30M",
    "1s1s, PT2S",
    "000005s, PT5S",
    "999999h, PT999999H"
  })
  void shouldReadDurationAsGoWritesIt(String text, Duration expected) {
    assertThat(Rfc3339.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "5x", "h"})
  void shouldSayWhatADurationIs(String text) {
    assertThatThrownBy(() -> Rfc3339.duration(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("1h30m");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadOrRefuseWhateverComes(long seed) {
    Chaos chaos = new Chaos(seed);
    for (int i = 0; i < 1_000; i++) {
      String units = chaos.oneOf(List.of("h", "m", "s", "ms", "us", "ns", "d", ""));
      String text =
          chaos.oneOf(List.of("", "-", "9".repeat(1 + chaos.below(30)), chaos.text())) + units;
      Throwable thrown = catchThrowable(() -> Rfc3339.duration(text));
      if (thrown != null) {
        assertThat(thrown)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is not a duration");
      }
      assertThatCode(() -> Rfc3339.parse(chaos.text())).doesNotThrowAnyException();
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 3);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T18:00:00Z, 2026-12-01T18:00:00Z",
    "2026-12-01T18:00:00+03:00, 2026-12-01T15:00:00Z",
    "2026-12-01T18:00:00-14:59, 2026-12-02T08:59:00Z",
    "2026-12-01T18:00:00.123456789Z, 2026-12-01T18:00:00.123456789Z",
    "2028-02-29T23:59:59.5+00:00, 2028-02-29T23:59:59.500Z"
  })
  void shouldReadTimeWithItsOffset(String text, Instant expected) {
    assertThat(Rfc3339.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "tomorrow", "2026-12-01", "2026-12-01T18:00:00", "2026-02-30T00:00:00Z"})
  void shouldReadNoTimeFromAnythingElse(@Nullable String text) {
    assertThat(Rfc3339.parse(text)).isNull();
  }

  @Test
  void shouldWriteWhatItReads() {
    Instant time = Instant.parse("2026-12-01T18:00:00.123456789Z");

    assertThat(Rfc3339.full(time)).isEqualTo("2026-12-01T18:00:00.123456789Z");
    assertThat(Rfc3339.full(null)).isNull();
    assertThat(Rfc3339.seconds(time)).isEqualTo("2026-12-01T18:00:00Z");
    assertThat(Rfc3339.seconds(Instant.parse("2026-12-01T00:00:00Z")))
        .isEqualTo("2026-12-01T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT-5S, 0s",
    "PT59.9S, 59s",
    "PT65S, 1m5s",
    "PT1H, 1h0m",
    "PT26H59M, 1d2h",
    "PT76H, 3d4h"
  })
  void shouldTellDurationInTwoUnits(Duration duration, String text) {
    assertThat(Rfc3339.text(duration)).isEqualTo(text);
  }
}
