package io.cloudbackup.cli;

import io.cloudbackup.api.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sizes and times as a person reads them. */
final class Figures {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Figures() {}

  /** Such as {@code 4.0GiB}; empty for none. */
  static String size(@Nullable Long bytes) {
    if (bytes == null) {
      return "";
    }
    double amount = bytes;
    int unit = 0;
    // Rounded up to 1024 it would be one of the next unit.
    while (amount >= 1023.95 && unit < UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + UNITS[0] : String.format(Locale.ROOT, "%.1f%s", amount, UNITS[unit]);
  }

  /** The same in a sentence, such as {@code 3d4h ago}. */
  static String ago(@Nullable String time, Instant now) {
    String age = age(time, now);
    return age.isEmpty() ? "" : age + " ago";
  }

  /** How long ago that was, such as {@code 3d4h}; empty where it says no time. */
  static String age(@Nullable String time, Instant now) {
    Instant then = Rfc3339.parse(time);
    return then == null ? "" : Rfc3339.text(Duration.between(then, now));
  }

  /** How far off that is, such as {@code in 3h5m}. */
  static String ahead(@Nullable String time, Instant now) {
    Instant then = Rfc3339.parse(time);
    if (then == null) {
      return "";
    }
    Duration left = Duration.between(now, then);
    return left.isNegative() ? "due" : "in " + Rfc3339.text(left);
  }
}
