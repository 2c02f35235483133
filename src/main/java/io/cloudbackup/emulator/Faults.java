package io.cloudbackup.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  synchronized void clear() {
    ordered.clear();
  }

  synchronized Fault add(Fault fault) {
    Fault named = fault.id().isEmpty() ? fault.withId("fault-" + ++count) : fault;
    ordered.removeIf(other -> other.fault.id().equals(named.id()));
    ordered.add(new Ordered(named));
    return named;
  }

  synchronized boolean remove(String id) {
    return ordered.removeIf(other -> other.fault.id().equals(id));
  }

  synchronized List<State> all() {
    return ordered.stream().map(one -> new State(one.fault, one.matched, one.met)).toList();
  }

  /** The fault that a call meets, if any; it counts as met. */
  synchronized Optional<Fault> meet(String method, String pathAndQuery) {
    for (Ordered one : ordered) {
      if (one.meets(method, pathAndQuery)) {
        return Optional.of(one.fault);
      }
    }
    return Optional.empty();
  }

  private static final class Ordered {
    private final Fault fault;
    private final Pattern path;
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
