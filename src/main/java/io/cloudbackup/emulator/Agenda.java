package io.cloudbackup.emulator;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What is to happen when. Nothing happens by itself: whoever looks at the state runs it up to now
 * first.
 */
final class Agenda {
  private final PriorityQueue<Item> items =
      new PriorityQueue<>(Comparator.comparing(Item::time).thenComparingLong(Item::order));
  private long count;

  void at(Instant time, Consumer<Instant> action) {
    items.add(new Item(time, count++, action));
  }

  /** Does all that is due, in order of time; each action is told its own time, not now. */
  void runUntil(Instant now) {
    while (!items.isEmpty() && !items.peek().time().isAfter(now)) {
      Item due = items.remove();
      due.action().accept(due.time());
    }
  }

  void clear() {
    items.clear();
  }

  private record Item(Instant time, long order, Consumer<Instant> action) {}
}
