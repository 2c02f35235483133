package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which page of a list is wanted. A token names the last item of the page before, not a number of
 * items, so that what is added or removed meanwhile makes no other item appear twice or never.
 *
 * @param list what is listed: a token of one list is refused by another
 * @param size at most so many items
 * @param after what the page follows; {@link Position#START} for the first
 */
record PageRequest(String list, int size, Position after) {
  /** A token that every list takes for its beginning. */
  static final String START_TOKEN = encoded("start");

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1000;
  private static final int MAX_TOKEN = 100;

  /** A place in a list that is ordered by time, then by number. */
  record Position(long second, int nano, long number) implements Comparable<Position> {
    static final Position START = new Position(Long.MIN_VALUE, 0, 0);

    static Position of(long number) {
      return new Position(0, 0, number);
    }

    boolean start() {
      return equals(START);
    }

    @Override
    public int compareTo(Position other) {
      int bySecond = Long.compare(second, other.second);
      int byNano = bySecond != 0 ? bySecond : Integer.compare(nano, other.nano);
      return byNano != 0 ? byNano : Long.compare(number, other.number);
    }
  }

  /** Reads pageSize and pageToken; both can be empty. */
  static PageRequest of(String list, String pageSize, String pageToken) {
    return new PageRequest(list, size(pageSize), position(list, pageToken));
  }

  /** Takes a page from the items that follow {@link #after}. */
  <T> Page<T> take(Stream<T> following, Function<T, Position> position) {
    List<T> items = following.limit(size + 1L).toList();
    if (items.size() <= size) {
      return new Page<>(items, "");
    }
    List<T> page = items.subList(0, size);
    return new Page<>(page, token(position.apply(page.getLast())));
  }

  private String token(Position position) {
    return encoded(
        String.join(
            " ",
            Ids.digest(list),
            Long.toString(position.second()),
            Integer.toString(position.nano()),
            Long.toString(position.number())));
  }

  private static int size(String text) {
    if (text.isEmpty()) {
      return DEFAULT_SIZE;
    }
    try {
      int size = Integer.parseInt(text);
      if (size >= 0 && size <= MAX_SIZE) {
        return size == 0 ? DEFAULT_SIZE : size;
      }
    } catch (NumberFormatException e) {
      throw ApiException.invalid("pageSize must be a number from 0 to 1000.");
    }
    throw ApiException.invalid("pageSize must be a number from 0 to 1000.");
  }

  private static Position position(String list, String token) {
    if (token.length() > MAX_TOKEN) {
      throw ApiException.invalid("pageToken must be at most 100 characters.");
    }
    if (token.isEmpty() || token.equals(START_TOKEN)) {
      return Position.START;
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(" ", -1);
      if (parts.length == 4 && parts[0].equals(Ids.digest(list))) {
        return new Position(
            Long.parseLong(parts[1]), Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
      }
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("pageToken is not one that this list returned.");
    }
    throw ApiException.invalid("pageToken is not one that this list returned.");
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
