package io.cloudbackup.recovery;

import io.cloudbackup.recovery.FaultCell.Situation;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fault matrix as a page for people: a row is a fault, a column a method. */
final class FaultMatrixPage {
  private static final String HEAD =
      """
      # The fault matrix

      What becomes of a recovery when the cloud fails it. Each cell was played by the operator against the
      [emulator](emulator.md); `RecoveryFaultMatrixIT` plays them all. The table that this page is made of is
      `src/test/resources/recovery/fault-matrix.txt`.

      "waits" is a phase that goes on by itself when the cloud is well again; the word behind it is the reason that the
      status shows. "asks" is StartUnknown: a person answers. "once" is a fault that meets one call, "lasting" one that
      meets all. In no cell does the cloud begin a second recovery.

      "code" is the gRPC code in the cloud's own JSON, "HTTP" an answer without it; "but acted" means that the cloud did
      what was asked and answered so all the same.
      """;

  private static final Pattern CODE = Pattern.compile("(code|HTTP) ([0-9]+)( but acted)?");

  private FaultMatrixPage() {}

  static String of(List<FaultCell> cells) {
    return Stream.of(
            HEAD,
            table("Before the start", cells, Situation.BEFORE),
            table(
                "The start",
                cells.stream().filter(c -> c.method().equals("Backup.startRecovery")).toList(),
                Situation.FIRST,
                Situation.SECOND,
                Situation.UNSEEN),
            table(
                "A cloud that shows little of what began",
                cells.stream().filter(c -> !c.method().equals("Backup.startRecovery")).toList(),
                Situation.FIRST),
            table("After a start without an answer", cells, Situation.LOOKING, Situation.BETWEEN),
            table("While it runs", cells, Situation.RUNNING, Situation.ALONE))
        .collect(Collectors.joining("\n"));
  }

  private static String table(String title, List<FaultCell> all, Situation... situations) {
    List<FaultCell> cells =
        all.stream().filter(c -> List.of(situations).contains(c.situation())).toList();
    Set<String> columns =
        cells.stream()
            .map(c -> column(c, situations.length))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    // Faults with the same ends share a row.
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    cells.stream()
        .map(FaultCell::fault)
        .distinct()
        .forEach(
            fault ->
                rows.computeIfAbsent(
                        columns.stream()
                            .map(column -> cell(cells, fault, column, situations.length))
                            .collect(Collectors.joining(" | ")),
                        ends -> new LinkedHashSet<>())
                    .add(fault));
    return "## %s\n\n| fault | %s |\n|%s\n%s"
        .formatted(
            title,
            String.join(" | ", columns),
            "---|".repeat(columns.size() + 1),
            rows.entrySet().stream()
                .map(row -> "| " + names(row.getValue()) + " | " + row.getKey() + " |\n")
                .collect(Collectors.joining()));
  }

  private static String column(FaultCell cell, int situations) {
    if (cell.method().equals("Backup.startRecovery")) {
      return cell.situation().title() + (cell.detail().isEmpty() ? "" : " (" + cell.detail() + ")");
    }
    return situations == 1 ? cell.label() : cell.situation().title() + ": " + cell.label();
  }

  /** Codes that differ in the number only share the words. */
  private static String names(Set<String> faults) {
    Map<String, String> byWords = new LinkedHashMap<>();
    faults.forEach(
        fault -> {
          Matcher code = CODE.matcher(fault);
          String words =
              code.matches()
                  ? code.group(1) + " #" + Objects.requireNonNullElse(code.group(3), "")
                  : fault;
          byWords.merge(
              words, code.matches() ? code.group(2) : "", (one, more) -> one + ", " + more);
        });
    return byWords.entrySet().stream()
        .map(named -> named.getKey().replace("#", named.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String cell(List<FaultCell> cells, String fault, String column, int situations) {
    SortedMap<String, String> ends = new TreeMap<>(Comparator.reverseOrder());
    cells.stream()
        .filter(c -> c.fault().equals(fault) && column(c, situations).equals(column))
        .forEach(
            c ->
                ends.merge(
                    c.lasting() == FaultCell.Lasting.ONCE ? "once" : "lasting",
                    end(c),
                    (a, b) -> a.equals(b) ? a : a + " or " + b));
    if (ends.isEmpty()) {
      return "";
    }
    return ends.values().stream().distinct().count() == 1
        ? ends.values().iterator().next()
        : ends.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String end(FaultCell cell) {
    String reason = cell.end().contains(" ") ? cell.end().split(" ", 2)[1] : "";
    return switch (cell.endPhase()) {
      case Succeeded -> success(cell);
      case Failed -> "fails (" + reason + ")";
      case StartUnknown -> "asks (" + reason + ")";
      default -> cell.endPhase().name();
    };
  }

  private static String success(FaultCell cell) {
    if (cell.meanwhile().startsWith("Pending ")) {
      return "waits (" + cell.meanwhile().split(" ", 2)[1] + ")";
    }
    if (cell.lasting() == FaultCell.Lasting.MENDED) {
      return "waits";
    }
    int usual =
        switch (cell.situation()) {
          case SECOND, UNSEEN, BETWEEN -> 2;
          case BEFORE, FIRST, LOOKING, RUNNING, ALONE -> 1;
        };
    if (cell.mostSends() > usual) {
      return "sent again, succeeds";
    }
    return cell.meanwhile().equals("Starting Looking") ? "found, succeeds" : "succeeds";
  }
}
