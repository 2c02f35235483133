package io.cloudbackup.api;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times and durations as the custom resources write them. */
public final class Rfc3339 {
  private Rfc3339() {}

  /** The time in full, or null for none. */
  public static @Nullable String full(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  /** The time in whole seconds. */
  public static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The time that a text says, or null where it says none. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * A duration as Go and Kubernetes write it, such as {@code 1h30m}; the schema has checked the
   * form.
   */
  public static Duration duration(String text) {
    try {
      return io.fabric8.kubernetes.api.model.Duration.parse(text).getDuration();
    } catch (ParseException | NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 90s or 1h30m", e);
    }
  }

  /** A duration for a person in whole days or hours, so that a text with it seldom changes. */
  public static String roughly(Duration duration) {
    if (duration.toHours() < 1) {
      return "less than an hour";
    }
    return duration.toHours() < 48 ? duration.toHours() + "h" : duration.toDays() + "d";
  }

  /** A duration for a person, in the two largest units, such as {@code 3d4h} or {@code 1m5s}. */
  public static String text(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds >= 86_400) {
      return seconds / 86_400 + "d" + seconds % 86_400 / 3_600 + "h";
    }
    if (seconds >= 3_600) {
      return seconds / 3_600 + "h" + seconds % 3_600 / 60 + "m";
    }
    return seconds >= 60 ? seconds / 60 + "m" + seconds % 60 + "s" : seconds + "s";
  }
}
