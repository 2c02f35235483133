package io.cloudbackup.recovery;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Many worlds, one for each seed, on all cores. */
final class Simulation {
  /** Of the room that is tried, which has much to tell in so many worlds. */
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.cloudbackup.recovery");

  private final Map<String, Integer> phases = new TreeMap<>();
  private final AtomicLong next;
  private final AtomicReference<@Nullable Failure> failed = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> crashed = new AtomicReference<>();
  private final boolean promised;
  private int starts;
  private int sends;
  private int worlds;

  private Simulation(long first, boolean promised) {
    this.next = new AtomicLong(first);
    this.promised = promised;
  }

  /** A world in which a rule was broken. */
  record Failure(long seed, String rule) {}

  /**
   * What was seen.
   *
   * @param failure the first world in which a rule was broken
   */
  record Summary(
      int worlds, int starts, int sends, Map<String, Integer> phases, Optional<Failure> failure) {
    String text() {
      return worlds + " worlds, " + sends + " sends, " + starts + " starts, ends " + phases;
    }
  }

  /** Lives through that many worlds, or up to the first in which a rule is broken. */
  static Summary run(long first, long count, boolean promised) {
    Level before = LOG.getLevel();
    LOG.setLevel(Level.OFF);
    try {
      return live(first, count, promised);
    } finally {
      LOG.setLevel(before);
    }
  }

  private static Summary live(long first, long count, boolean promised) {
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
    Throwable crash = simulation.crashed.get();
    if (crash != null) {
      throw new IllegalStateException("a world ended in a fault of its own", crash);
    }
    return new Summary(
        simulation.worlds,
        simulation.starts,
        simulation.sends,
        simulation.phases,
        Optional.ofNullable(simulation.failed.get()));
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
      throw new IllegalStateException("interrupted", e);
    }
    return story[0];
  }

  private void work(long end) {
    for (long seed = next.getAndIncrement();
        seed < end && failed.get() == null;
        seed = next.getAndIncrement()) {
      try {
        add(SimWorld.run(seed, promised));
      } catch (SimRules.Violation e) {
        Failure failure = new Failure(seed, String.valueOf(e.getMessage()));
        failed.accumulateAndGet(failure, Simulation::first);
      } catch (RuntimeException | Error e) {
        crashed.compareAndSet(null, e);
        return;
      }
    }
  }

  private static @Nullable Failure first(@Nullable Failure a, @Nullable Failure b) {
    return a == null || (b != null && b.seed < a.seed) ? b : a;
  }

  private synchronized void add(SimWorld.Outcome outcome) {
    worlds++;
    starts += outcome.starts();
    sends += outcome.sends();
    outcome.phases().forEach(phase -> phases.merge(String.valueOf(phase), 1, Integer::sum));
  }
}
