package io.cloudbackup.emulator;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large something is. */
public record DataSize(long bytes) {
  static final DataSize ZERO = new DataSize(0);
  private static final Pattern FORM = Pattern.compile("(\\d+)\\s*(?:([KMGT])iB?|B)?");

  /** Reads bytes ({@code 220}, {@code 220B}) or binary multiples ({@code 4GiB}, {@code 4Gi}). */
  static DataSize parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no size; write it as 220, 512KiB, 100MiB or 4GiB");
    }
    String unit = form.group(2);
    int shift = unit == null ? 0 : 10 * (1 + "KMGT".indexOf(unit.toUpperCase(Locale.ROOT)));
    return new DataSize(Long.parseLong(form.group(1)) << shift);
  }
}
