package io.cloudbackup.recovery;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Many worlds, one for each seed, on all cores. */
final class Simulation {
  private static final long NONE = Long.MAX_VALUE;

  private final Map<String, Integer> phases = new TreeMap<>();
  private final AtomicLong next;
  private final AtomicLong failed = new AtomicLong(NONE);
  private final boolean promised;
  private int starts;
  private int sends;
  private int worlds;

  private Simulation(long first, boolean promised) {
    this.next = new AtomicLong(first);
    this.promised = promised;
  }

  /**
   * What was seen.
   *
   * @param failure the seed of a world in which a rule was broken
   */
  record Summary(
      int worlds, int starts, int sends, Map<String, Integer> phases, Optional<Long> failure) {
    String text() {
      return worlds + " worlds, " + sends + " sends, " + starts + " starts, ends " + phases;
    }
  }

  /** Lives through that many worlds, or up to the first in which a rule is broken. */
  static Summary run(long first, long count, boolean promised) {
    Simulation simulation = new Simulation(first, promised);
    var threads =
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
            .mapToObj(i -> Thread.ofVirtual().start(() -> simulation.work(first + count)))
            .toList();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    long failed = simulation.failed.get();
    return new Summary(
        simulation.worlds,
        simulation.starts,
        simulation.sends,
        simulation.phases,
        failed == NONE ? Optional.empty() : Optional.of(failed));
  }

  /** What happened in the world of that seed. */
  static String story(long seed, boolean promised) {
    String[] story = new String[1];
    Thread thread =
        Thread.ofVirtual()
            .start(() -> story[0] = "seed " + seed + "\n" + SimWorld.story(seed, promised));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return story[0];
  }

  private void work(long end) {
    for (long seed = next.getAndIncrement();
        seed < end && failed.get() == NONE;
        seed = next.getAndIncrement()) {
      try {
        add(SimWorld.run(seed, promised));
      } catch (RuntimeException | Error e) {
        failed.accumulateAndGet(seed, Math::min);
        if (!(e instanceof SimRules.Violation)) {
          throw e;
        }
      }
    }
  }

  private synchronized void add(SimWorld.Outcome outcome) {
    worlds++;
    starts += outcome.starts();
    sends += outcome.sends();
    outcome.phases().forEach(phase -> phases.merge(String.valueOf(phase), 1, Integer::sum));
  }
}
