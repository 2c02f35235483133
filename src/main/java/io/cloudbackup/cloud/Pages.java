package io.cloudbackup.cloud;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Follows the pages of a list, so that a short or endless list never passes for a whole one. */
public final class Pages {
  /** Enough for a million entries. */
  public static final int MOST = 1000;

  /** How much text all entries together may hold, so that no list fills the memory. */
  static final long MOST_TEXT = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 8);

  private Pages() {}

  /**
   * All entries of a list.
   *
   * @param call which list it is, such as {@code Resource.list}; for messages
   * @param list gives the page for a token; the first one's token is empty
   * @throws CloudException what {@code list} throws, or GARBAGE where a page token comes twice or
   *     the list has more than {@link #MOST} pages or fills the memory
   */
  public static <T> List<T> all(String call, Function<String, Page<T>> list) {
    return all(call, MOST, MOST_TEXT, list);
  }

  static <T> List<T> all(String call, int most, long mostText, Function<String, Page<T>> list) {
    List<T> all = new ArrayList<>();
    Text text = new Text(call, mostText);
    follow(
        call,
        most,
        list,
        item -> {
          text.count(item);
          all.add(item);
        });
    return List.copyOf(all);
  }

  /**
   * Hands over the entries of a list one by one, for lists that are not to be held as a whole. Only
   * where it returns was the list complete.
   *
   * @throws CloudException as {@link #all}, save for what fills the memory
   */
  public static <T> void each(String call, Function<String, Page<T>> list, Consumer<T> entry) {
    follow(call, MOST, list, entry);
  }

  private static <T> void follow(
      String call, int most, Function<String, Page<T>> list, Consumer<T> entry) {
    Set<String> seen = new HashSet<>();
    String token = "";
    for (int pages = 0; pages < most; pages++) {
      Page<T> page = list.apply(token);
      page.items().forEach(entry);
      token = page.nextPageToken();
      if (token.isEmpty()) {
        return;
      }
      if (!seen.add(token)) {
        throw broken(call, "the cloud gave the same page token twice, so the list has no end");
      }
    }
    throw broken(call, "the list has more than " + most + " pages");
  }

  /** How much text there was so far. A record's text is about as long as what it holds. */
  private static final class Text {
    private final String call;
    private final long most;
    private long characters;

    Text(String call, long most) {
      this.call = call;
      this.most = most;
    }

    void count(Object item) {
      characters += String.valueOf(item).length();
      if (characters > most) {
        throw broken(call, "the list holds more than " + most + " characters");
      }
    }
  }

  private static CloudException broken(String call, String message) {
    return new CloudException(
        new CloudError(CloudError.Kind.GARBAGE, 200, message, "", call), null);
  }
}
