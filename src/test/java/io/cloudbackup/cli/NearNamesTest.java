package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearNamesTest {
  private static final List<String> NAMES = List.of("web1", "web2", "db1", "database", "mail");

  @Test
  void shouldNameWhatSomebodyMayHaveMeant() {
    assertThat(NearNames.of("wbe1", NAMES)).startsWith("web1");
    assertThat(NearNames.of("web", NAMES)).containsExactly("web1", "web2");
    assertThat(NearNames.of("WEB1", NAMES)).startsWith("web1");
    assertThat(NearNames.of("datbase", NAMES)).containsExactly("database");
  }

  @Test
  void shouldNameNothingThatIsFarOff() {
    assertThat(NearNames.of("kubernetes", NAMES)).isEmpty();
  }

  @Test
  void shouldTellWhatThereIsWhereNothingIsNear() {
    assertThat(NearNames.hint("kubernetes", NAMES))
        .isEqualTo(" There are only database, db1, mail, web1, web2.");
    assertThat(NearNames.hint("kubernetes", List.of())).isEmpty();
  }

  @Test
  void shouldNotTellAllOfMany() {
    List<String> many = IntStream.range(0, 40).mapToObj(i -> "vm" + i).toList();

    assertThat(NearNames.hint("kubernetes", many)).startsWith(" There are 40, such as vm0, vm1,");
  }
}
