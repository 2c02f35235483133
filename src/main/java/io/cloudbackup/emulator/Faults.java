package io.cloudbackup.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The faults that are ordered. A call meets the oldest that matches it and is not used up. */
final class Faults {
  private final List<Ordered> ordered = new ArrayList<>();
  private long count;

  /**
   * A fault with what became of it.
   *
   * @param matched how many calls matched it
   * @param met how many calls met it
   */
  record State(Fault fault, int matched, int met) {}

  /**
   * A fault that a call met.
   *
   * @param takenBack opens when the fault is taken back
   */
  record Met(Fault fault, CountDownLatch takenBack) {
    /** Really waits: a fault's delay is about the client's clock. */
    void delay() {
      Duration delay = fault.delay();
      if (delay.isZero()) {
        return;
      }
      try {
        var _ = takenBack.await(delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  synchronized void clear() {
    var _ = takeBack(_ -> true);
  }

  synchronized Fault add(Fault fault) {
    Fault named = fault.id().isEmpty() ? fault.withId("fault-" + ++count) : fault;
    var _ = remove(named.id());
    ordered.add(new Ordered(named));
    return named;
  }

  synchronized boolean remove(String id) {
    return takeBack(one -> one.fault.id().equals(id));
  }

  private boolean takeBack(Predicate<Ordered> unwanted) {
    boolean any = false;
    for (Iterator<Ordered> all = ordered.iterator(); all.hasNext(); ) {
      Ordered one = all.next();
      if (unwanted.test(one)) {
        all.remove();
        one.takenBack.countDown();
        any = true;
      }
    }
    return any;
  }

  synchronized List<State> all() {
    return ordered.stream().map(one -> new State(one.fault, one.matched, one.met)).toList();
  }

  /** The fault that a call meets, if any; it counts as met. */
  synchronized Optional<Met> meet(String method, String pathAndQuery) {
    for (Ordered one : ordered) {
      if (one.meets(method, pathAndQuery)) {
        return Optional.of(new Met(one.fault, one.takenBack));
      }
    }
    return Optional.empty();
  }

  private static final class Ordered {
    private final Fault fault;
    private final Pattern path;
    private final CountDownLatch takenBack = new CountDownLatch(1);
    private int matched;
    private int met;

    Ordered(Fault fault) {
      this.fault = fault;
      this.path = Pattern.compile(fault.path());
    }

    boolean meets(String method, String pathAndQuery) {
      boolean matches =
          (fault.method().isEmpty() || fault.method().equals(method))
              && path.matcher(pathAndQuery).find();
      if (!matches) {
        return false;
      }
      matched++;
      boolean hit = matched > fault.after() && (fault.times() == 0 || met < fault.times());
      if (hit) {
        met++;
      }
      return hit;
    }
  }
}
