package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.Fault;
import io.cloudbackup.recovery.FaultCell.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The fault matrix leaves nothing out, and its page says what it says. To write the page anew:
 *
 * <pre>mvn test -Dtest=FaultMatrixTest -Dmatrix.write=true</pre>
 */
class FaultMatrixTest {
  private static final Path PAGE = Path.of("docs/fault-matrix.md");
  private static final List<String> LISTS = List.of("Backup.list", "Resource.listTasks");
  private static final List<String> METHODS =
      List.of(
          "Backup.get",
          "Backup.list",
          "Resource.get",
          "Resource.listTasks",
          "Backup.startRecovery",
          "Operation.get",
          "Iam.createToken");

  private final List<FaultCell> cells = FaultMatrix.cells();

  @Test
  void shouldHaveEveryKindOfFaultInEveryMethod() {
    for (String method : METHODS) {
      assertThat(met(c -> c.method().equals(method)))
          .as(method)
          .containsAll(wanted(LISTS.contains(method)));
    }
  }

  @Test
  void shouldHaveEveryFaultOfASecondSendToo() {
    for (Situation second : List.of(Situation.SECOND, Situation.UNSEEN)) {
      assertThat(met(c -> c.situation() == second)).as(second.title()).containsAll(wanted(false));
    }
  }

  @Test
  void shouldHaveNoCellTwice() {
    assertThat(cells).extracting(FaultCell::name).doesNotHaveDuplicates();
  }

  @Test
  void shouldExpectOneStartAtMost() {
    assertThat(cells).allSatisfy(c -> assertThat(c.starts()).as(c.name()).isBetween(0, 1));
  }

  @Test
  void shouldBeShownByThePage() throws IOException {
    String page = FaultMatrixPage.of(cells);
    if (Boolean.getBoolean("matrix.write")) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as("write it anew with -Dmatrix.write=true and look at the difference")
        .hasContent(page);
  }

  /** The kinds of faults in those cells, a status with its code and with nothing unusual. */
  private Set<String> met(Predicate<FaultCell> where) {
    return cells.stream()
        .filter(where)
        .flatMap(c -> c.orders().stream())
        .map(order -> order.replaceAll(", (delay|size|drop).*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> wanted(boolean list) {
    Stream<String> codes = IntStream.rangeClosed(1, 16).mapToObj(c -> "kind: status, code: " + c);
    Stream<String> garbage =
        Stream.of("badJson", "html", "truncated").map(g -> "kind: garbage, garbage: " + g);
    Stream<String> others =
        Stream.of(Fault.Kind.values())
            .filter(k -> k != Fault.Kind.STATUS && k != Fault.Kind.GARBAGE)
            .filter(k -> list || k != Fault.Kind.REPEAT_PAGE_TOKEN)
            .filter(k -> list || k != Fault.Kind.SHORT_LIST)
            .map(k -> "kind: " + camelCase(k));
    return Stream.of(codes, garbage, others)
        .flatMap(s -> s)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String camelCase(Fault.Kind kind) {
    String[] words = kind.name().toLowerCase(Locale.ROOT).split("_", -1);
    return words[0]
        + Stream.of(words)
            .skip(1)
            .map(w -> w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1))
            .collect(Collectors.joining());
  }
}
