package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static final Instant EARLY = Instant.parse("2026-12-01T12:00:00.5Z");
  private static final Instant LATE = Instant.parse("2026-12-01T13:00:00.5Z");

  @Test
  void shouldKeepTimeWhileStatusStays() {
    List<Condition> before =
        Condition.merge(List.of(), List.of(Condition.of("Ready", true, "One", "")), 1L, EARLY);

    List<Condition> after =
        Condition.merge(before, List.of(Condition.of("Ready", true, "Two", "why")), 2L, LATE);

    assertThat(after)
        .containsExactly(new Condition("Ready", "True", "Two", "why", "2026-12-01T12:00:00Z", 2L));
  }

  @Test
  void shouldTakeNewTimeWhenStatusChanges() {
    List<Condition> before =
        Condition.merge(List.of(), List.of(Condition.of("Ready", true, "One", "")), 1L, EARLY);

    List<Condition> after =
        Condition.merge(
            before,
            List.of(
                Condition.of("Ready", Condition.UNKNOWN, "Two", ""),
                Condition.of("New", false, "Three", "")),
            1L,
            LATE);

    assertThat(after)
        .extracting(Condition::lastTransitionTime)
        .containsExactly("2026-12-01T13:00:00Z", "2026-12-01T13:00:00Z");
  }

  @Test
  void shouldKeepOrderOfTheFreshAndDropTheRest() {
    List<Condition> before =
        Condition.merge(List.of(), List.of(Condition.of("Gone", true, "One", "")), 1L, EARLY);

    List<Condition> after =
        Condition.merge(
            before,
            List.of(Condition.of("B", true, "R", ""), Condition.of("A", true, "R", "")),
            1L,
            LATE);

    assertThat(after).extracting(Condition::type).containsExactly("B", "A");
  }

  @Test
  void shouldKeepGenerationThatCarriedConditionWasSaidOf() {
    Condition carried = new Condition("Online", "True", "R", "", "2026-12-01T12:00:00Z", 1L);

    assertThat(Condition.merge(List.of(carried), List.of(carried), 2L, LATE))
        .containsExactly(carried);
  }

  @Test
  void shouldFindByType() {
    List<Condition> conditions =
        List.of(Condition.of("Ready", true, "R", ""), Condition.of("Online", false, "R", ""));

    assertThat(Condition.find(conditions, "Online")).map(Condition::status).contains("False");
    assertThat(Condition.find(conditions, "Synced")).isEmpty();
    assertThat(Condition.isTrue(conditions, "Ready")).isTrue();
    assertThat(Condition.isTrue(conditions, "Online")).isFalse();
    assertThat(Condition.isTrue(conditions, "Synced")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Ready, true", "Reconciling, true", "Stalled, true", "Online, false"})
  void shouldKnowKstatus(String type, boolean expected) {
    assertThat(Condition.of(type, true, "R", "").isKstatus()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"abc, 3, abc", "abcd, 3, ab…", "𝄞𝄞𝄞, 3, 𝄞𝄞𝄞", "𝄞𝄞𝄞𝄞, 3, 𝄞𝄞…"})
  void shouldCutOnAWholeCharacter(String text, int length, String expected) {
    assertThat(Condition.limit(text, length)).isEqualTo(expected);
  }

  @Test
  void shouldSayNoMoreThanTheSchemaTakes() {
    assertThat(Condition.of("Ready", true, "R", "x".repeat(5000)).message())
        .hasSize(4096)
        .endsWith("x…");
  }
}
