package io.cloudbackup.cli;

import io.cloudbackup.api.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Progress, drawn. */
final class Bar {
  private static final int WIDTH = 30;

  private Bar() {}

  /** Such as {@code [#########.....................] 33%}; without a percentage an empty one. */
  static String of(@Nullable Integer percent) {
    int shown = percent == null ? 0 : Math.clamp(percent, 0, 100);
    int full = shown * WIDTH / 100;
    return "["
        + "#".repeat(full)
        + ".".repeat(WIDTH - full)
        + "]"
        + (percent == null ? "" : " " + shown + "%");
  }

  /** Such as {@code 40s left}; empty where nobody can say. */
  static String left(@Nullable String end, Instant now) {
    Instant time = Rfc3339.parse(end);
    if (time == null) {
      return "";
    }
    Duration left = Duration.between(now, time);
    return left.isPositive() ? Rfc3339.text(left) + " left" : "any moment now";
  }
}
