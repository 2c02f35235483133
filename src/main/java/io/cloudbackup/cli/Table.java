package io.cloudbackup.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns side by side, as kubectl prints them. It is printed page by page: the first page tells
 * how wide the columns are, and a longer text on a later one only shifts its own line.
 */
final class Table {
  private static final String GAP = "   ";

  private final List<String> headers;
  private final List<Integer> widths = new ArrayList<>();

  Table(String... headers) {
    this.headers = List.of(headers);
  }

  /** The lines of a page; those of the first one begin with the headers. */
  List<String> page(List<List<Cell>> rows, boolean colours) {
    List<String> lines = new ArrayList<>();
    if (widths.isEmpty()) {
      measure(rows);
      lines.add(line(headers.stream().map(Cell::of).toList(), false));
    }
    rows.forEach(row -> lines.add(line(row, colours)));
    return lines;
  }

  private void measure(List<List<Cell>> rows) {
    for (int column = 0; column < headers.size(); column++) {
      int width = length(headers.get(column));
      for (List<Cell> row : rows) {
        width = Math.max(width, length(row.get(column).text()));
      }
      widths.add(width);
    }
  }

  private String line(List<Cell> row, boolean colours) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      Cell cell = row.get(column);
      line.append(cell.tone().paint(cell.text(), colours));
      if (column < row.size() - 1) {
        line.repeat(' ', Math.max(0, widths.get(column) - length(cell.text()))).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
