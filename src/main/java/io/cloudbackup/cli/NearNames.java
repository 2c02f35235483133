package io.cloudbackup.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which names somebody may have meant. */
final class NearNames {
  private static final int MOST = 5;

  private record Scored(String name, int distance) {}

  private NearNames() {}

  /** The nearest ones, nearest first; empty where none is near. */
  static List<String> of(String wanted, Collection<String> names) {
    String low = wanted.toLowerCase(Locale.ROOT);
    int allowed = Math.max(2, wanted.length() / 3);
    return names.stream()
        .distinct()
        .map(name -> new Scored(name, distance(low, name.toLowerCase(Locale.ROOT))))
        .filter(s -> s.distance <= allowed)
        .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
        .limit(MOST)
        .map(Scored::name)
        .toList();
  }

  /** A sentence that names the near ones, or else some that there are. */
  static String hint(String wanted, Collection<String> names) {
    List<String> near = of(wanted, names);
    if (!near.isEmpty()) {
      return " Did you mean " + String.join(", ", near) + "?";
    }
    List<String> some = names.stream().distinct().sorted().limit(MOST).toList();
    if (some.isEmpty()) {
      return "";
    }
    String there =
        names.size() > MOST
            ? "are " + names.size() + ", such as "
            : some.size() == 1 ? "is only " : "are only ";
    return " There " + there + String.join(", ", some) + ".";
  }

  /** Inserted, left out, exchanged and swapped letters; a beginning or part counts as near. */
  private static int distance(String wanted, String name) {
    if (name.contains(wanted) || wanted.contains(name)) {
      return 1;
    }
    int[] before = new int[name.length() + 1];
    int[] last = new int[name.length() + 1];
    for (int j = 0; j <= name.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= wanted.length(); i++) {
      int[] now = new int[name.length() + 1];
      now[0] = i;
      for (int j = 1; j <= name.length(); j++) {
        int exchanged = last[j - 1] + (wanted.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(Math.min(last[j], now[j - 1]) + 1, exchanged);
        if (swapped(wanted, name, i, j)) {
          now[j] = Math.min(now[j], before[j - 2] + 1);
        }
      }
      before = last;
      last = now;
    }
    return last[name.length()];
  }

  private static boolean swapped(String a, String b, int i, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
