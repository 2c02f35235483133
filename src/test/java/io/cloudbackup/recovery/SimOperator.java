package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process of the operator: the real {@link RecoveryRun} for each recovery, woken as
 * java-operator-sdk wakes it, on a clock of its own. It may die between any two effects, and stand
 * still for a while.
 */
final class SimOperator {
  static final Timing TIMING =
      new Timing(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30));
  static final Duration MOST_SKEW = Duration.ofSeconds(60);

  private final SimWorld world;
  private final String me;
  private final Duration skew;
  private final RecoveryRun run;
  private final Sightings sightings;
  private final Map<String, Work> works = new HashMap<>();
  private boolean alive = true;
  private Duration frozenUntil = Duration.ZERO;

  /** What is going on about one recovery. */
  private static final class Work {
    private SimTime.@Nullable Actor actor;
    private boolean again;
    private int round;
    private int failures;
  }

  SimOperator(SimWorld world, String me, Duration skew) {
    this.world = world;
    this.me = me;
    this.skew = skew;
    this.sightings = new Sightings(() -> world.time().nanos());
    FolderRegistry registry = new FolderRegistry();
    registry.put(
        new FolderState(
            SimApiServer.FOLDER,
            "uid-folder",
            world.server().folder().getSpec(),
            new SimCloudApi(world, this),
            null,
            0,
            null));
    this.run =
        RecoveryRun.of(
            new SimCluster(world, this),
            registry,
            new FolderAccess(namespace -> Map.of()),
            sightings,
            TIMING,
            me,
            clock(),
            () -> world.time().nanos());
  }

  String me() {
    return me;
  }

  boolean alive() {
    return alive;
  }

  /** Whether nothing of it runs. */
  boolean idle() {
    return works.values().stream().allMatch(w -> w.actor == null || w.actor.ended());
  }

  /** What its wall clock says. */
  Instant now() {
    return world.time().instant().plus(skew);
  }

  /** The informer tells of an object. */
  void wake(String name) {
    later(name, world.informerLag());
  }

  /** Stands still, as a process does that is suspended or collects garbage. */
  void freeze(Duration time) {
    frozenUntil = Duration.ofNanos(world.time().nanos()).plus(time);
  }

  /** kill -9. */
  void kill() {
    if (alive) {
      alive = false;
      world.trace(me, "is killed");
      works.values().stream()
          .map(w -> w.actor)
          .filter(a -> a != null && !a.ended())
          .forEach(a -> world.time().kill(a));
    }
  }

  /** The time that an effect takes; the process may die in it. */
  void breathe(String what) {
    sleep(world.latency());
    if (world.happens(world.climate().crashes())) {
      world.trace(me, "crashes at: %s", what);
      world.crashed(this);
      throw new SimTime.Killed();
    }
  }

  /** Waits, and longer where the process stands still meanwhile. */
  void sleep(Duration time) {
    world.time().sleep(time);
    Duration still = frozenUntil.minusNanos(world.time().nanos());
    if (!still.isNegative() && !still.isZero()) {
      world.time().sleep(still);
    }
    if (!alive) {
      throw new SimTime.Killed();
    }
  }

  private void later(String name, Duration delay) {
    Work work = works.computeIfAbsent(name, n -> new Work());
    int round = ++work.round;
    world.time().after(delay, () -> begin(name, work, round));
  }

  private void begin(String name, Work work, int round) {
    if (!alive || work.round != round) {
      return;
    }
    if (work.actor != null && !work.actor.ended()) {
      work.again = true;
      return;
    }
    work.actor = world.time().start(() -> reconcile(name, work));
  }

  private void reconcile(String name, Work work) {
    int round = work.round;
    work.again = false;
    Optional<BackupRecovery> cached = world.cached(name);
    if (cached.isEmpty()) {
      return;
    }
    Duration next;
    try {
      next = run.advance(cached.get());
      work.failures = 0;
    } catch (RuntimeException e) {
      world.trace(me, "fails: %s", e.getMessage());
      run.failed(cached.get(), e);
      next = Duration.ofSeconds(1L << Math.min(work.failures++, 5));
    }
    if (work.again) {
      later(name, Duration.ZERO);
    } else if (next != null && work.round == round) {
      later(name, next);
    }
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now();
      }
    };
  }
}
