package io.cloudbackup.recovery;

import io.cloudbackup.recovery.FaultCell.Lasting;
import io.cloudbackup.recovery.FaultCell.Situation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table {@code recovery/fault-matrix.txt}, which explains itself. */
final class FaultMatrix {
  private static final String TABLE = "/recovery/fault-matrix.txt";
  private static final Pattern METHOD = Pattern.compile("([A-Za-z.]+)(?: \\((.+)\\))?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private final List<FaultCell> cells = new ArrayList<>();

  private FaultMatrix(Stream<String> lines) {
    String section = "";
    for (String line : lines.map(String::strip).toList()) {
      if (line.startsWith("[")) {
        section = line;
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        read(section, line);
      }
    }
  }

  /** All cells, in the order of the table. */
  static List<FaultCell> cells() {
    try (InputStream table = FaultMatrix.class.getResourceAsStream(TABLE)) {
      byte[] text = Objects.requireNonNull(table, TABLE).readAllBytes();
      return List.copyOf(new FaultMatrix(new String(text, StandardCharsets.UTF_8).lines()).cells);
    } catch (IOException e) {
      throw new UncheckedIOException(TABLE, e);
    }
  }

  private void read(String section, String line) {
    if (section.equals("[cells]")) {
      readCells(line);
      return;
    }
    int equals = line.indexOf('=');
    sections
        .computeIfAbsent(section, s -> new LinkedHashMap<>())
        .put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
  }

  private void readCells(String line) {
    List<String> columns = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
    if (columns.size() != 8) {
      throw new IllegalArgumentException("8 columns make a row: " + line);
    }
    List<String> faults = list(columns.get(2)).flatMap(this::ungrouped).toList();
    for (String method : list(columns.get(1)).toList()) {
      faults.forEach(fault -> cells.add(cell(columns, method, fault)));
    }
  }

  private FaultCell cell(List<String> columns, String methodAndDetail, String fault) {
    Matcher method = METHOD.matcher(methodAndDetail);
    if (!method.matches()) {
      throw new IllegalArgumentException("no method: " + methodAndDetail);
    }
    String[] sends = columns.get(6).split("-", -1);
    return new FaultCell(
        Situation.valueOf(columns.get(0).toUpperCase(Locale.ROOT)),
        method.group(1),
        Objects.requireNonNullElse(method.group(2), ""),
        fault,
        parts(fault, "[faults]"),
        parts(fault, "[settings]"),
        Lasting.valueOf(columns.get(3).toUpperCase(Locale.ROOT)),
        columns.get(4),
        columns.get(5),
        Integer.parseInt(sends[0]),
        Integer.parseInt(sends[sends.length - 1]),
        Integer.parseInt(columns.get(7)));
  }

  /** What the parts of a fault mean in that section; each must be known in one of them. */
  private List<String> parts(String fault, String section) {
    List<String> meanings = new ArrayList<>();
    for (String part : fault.split(" \\+ ", -1)) {
      Optional<String> order = numbered(part);
      Optional<String> setting = meaning("[settings]", part);
      if (order.isEmpty() && setting.isEmpty()) {
        throw new IllegalArgumentException("no fault and no setting: " + part);
      }
      (section.equals("[faults]") ? order : setting).ifPresent(meanings::add);
    }
    return List.copyOf(meanings);
  }

  private Optional<String> numbered(String fault) {
    Matcher number = NUMBER.matcher(fault);
    return number.find()
        ? meaning("[faults]", number.replaceFirst("#")).map(m -> m.replace("#", first(fault)))
        : meaning("[faults]", fault);
  }

  private static String first(String fault) {
    return NUMBER.matcher(fault).results().findFirst().orElseThrow().group();
  }

  private Optional<String> meaning(String section, String name) {
    return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(name));
  }

  private Stream<String> ungrouped(String name) {
    return name.startsWith("@")
        ? list(meaning("[groups]", name.substring(1)).orElseThrow())
        : Stream.of(name);
  }

  private static Stream<String> list(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip);
  }
}
