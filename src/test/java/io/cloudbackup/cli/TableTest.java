package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static List<Cell> row(String... texts) {
    return Arrays.stream(texts).map(Cell::of).toList();
  }

  @Test
  void shouldSetColumnsSideBySide() {
    Table table = new Table("NAME", "STATE");

    assertThat(table.page(List.of(row("a-long-name", "IDLE"), row("b", "")), false))
        .containsExactly("NAME          STATE", "a-long-name   IDLE", "b");
  }

  @Test
  void shouldKeepTheColumnsOnLaterPages() {
    Table table = new Table("NAME", "STATE");
    var _ = table.page(List.of(row("abcd", "IDLE")), false);

    assertThat(table.page(List.of(row("b", "IDLE"), row("abcdefgh", "IDLE")), false))
        .containsExactly("b      IDLE", "abcdefgh   IDLE");
  }

  @Test
  void shouldColourTheTextAndNotTheGap() {
    Table table = new Table("A", "B");

    assertThat(table.page(List.of(List.of(Cell.of("x", Tone.BAD), Cell.of("y"))), true).get(1))
        .isEqualTo("\u001b[31mx\u001b[0m   y");
  }

  @Test
  void shouldNotPassOnWhatATerminalTakesForACommand() {
    assertThat(Cell.of("a\u001b[2Jb\nc\u202e").text()).isEqualTo("a [2Jb c ");
  }
}
