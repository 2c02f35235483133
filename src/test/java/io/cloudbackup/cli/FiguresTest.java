package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1023, 1023B",
    "1024, 1.0KiB",
    "1048575, 1.0MiB",
    "4294967296, 4.0GiB",
    "9223372036854775807, 8192.0PiB"
  })
  void shouldWriteSizes(long bytes, String text) {
    assertThat(Figures.size(bytes)).isEqualTo(text);
  }

  @Test
  void shouldTellHowLongAgoAndHowFarOff() {
    assertThat(Figures.age("2026-11-26T08:55:00Z", NOW)).isEqualTo("3h5m");
    assertThat(Figures.age(null, NOW)).isEmpty();
    assertThat(Figures.age("soon", NOW)).isEmpty();
    assertThat(Figures.ahead("2026-11-26T12:00:30Z", NOW)).isEqualTo("in 30s");
    assertThat(Figures.ahead("2026-11-26T11:00:00Z", NOW)).isEqualTo("due");
  }

  @ParameterizedTest
  @CsvSource({
    "0, [..............................] 0%",
    "33, [#########.....................] 33%",
    "100, [##############################] 100%",
    "140, [##############################] 100%",
    "-1, [..............................] 0%"
  })
  void shouldDrawProgress(int percent, String bar) {
    assertThat(Bar.of(percent)).isEqualTo(bar);
  }

  @Test
  void shouldDrawNoFigureThatNobodyKnows() {
    assertThat(Bar.of(null)).isEqualTo("[..............................]");
    assertThat(Bar.left("2026-11-26T12:00:40Z", NOW)).isEqualTo("40s left");
    assertThat(Bar.left("2026-11-26T11:59:00Z", NOW)).isEqualTo("any moment now");
    assertThat(Bar.left(null, NOW)).isEmpty();
  }
}
