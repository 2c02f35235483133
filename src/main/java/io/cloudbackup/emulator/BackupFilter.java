package io.cloudbackup.emulator;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Backup.list's filter, type and orderBy ask for. The real filter's grammar is not documented;
 * this one takes comparisons of created_at, joined by AND.
 *
 * @param name all of it as one text
 */
record BackupFilter(String name, boolean ascending, Predicate<Backups.Stored> wanted) {
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(?:created_at|createdAt)\\s*(=|!=|<=|>=|<|>)\\s*[\"']?([^\"'\\s]+)[\"']?\\s*");
  private static final Pattern ORDER =
      Pattern.compile("(?:createdAt|created_at)(?:\\s+(asc|desc))?");

  static BackupFilter of(Call call) {
    String type = ResourceMethods.type(call);
    String filter = call.request().parameter("filter");
    boolean ascending = ascending(call.request().parameter("orderBy"));
    Predicate<Backups.Stored> byType =
        stored -> type.isEmpty() || stored.machineType().equals(type);
    return new BackupFilter(
        type + "/" + ascending + "/" + filter, ascending, byType.and(byTime(filter)));
  }

  private static boolean ascending(String orderBy) {
    if (orderBy.isEmpty()) {
      return false;
    }
    Matcher order = ORDER.matcher(orderBy.strip());
    if (!order.matches()) {
      throw ApiException.invalid(
          "orderBy \"" + orderBy + "\" is not known; use \"createdAt desc\" or \"createdAt asc\".");
    }
    return !"desc".equals(order.group(1));
  }

  private static Predicate<Backups.Stored> byTime(String filter) {
    Predicate<Backups.Stored> all = stored -> true;
    if (filter.isBlank()) {
      return all;
    }
    for (String text : filter.split("\\s+AND\\s+", -1)) {
      Matcher term = TERM.matcher(text);
      if (!term.matches()) {
        throw ApiException.invalid(
            "filter \"" + filter + "\" is not understood: compare created_at, join with AND.");
      }
      all = all.and(compare(term.group(1), time(term.group(2))));
    }
    return all;
  }

  private static Predicate<Backups.Stored> compare(String operator, Instant time) {
    return stored -> {
      int order = stored.createdAt().compareTo(time);
      return switch (operator) {
        case "=" -> order == 0;
        case "!=" -> order != 0;
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        default -> order >= 0;
      };
    };
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw ApiException.invalid("\"" + text + "\" in filter is no RFC 3339 time.");
    }
  }
}
