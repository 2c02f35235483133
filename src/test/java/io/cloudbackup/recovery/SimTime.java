package io.cloudbackup.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: everything that happens, one thing after the other, in an order that only a seed
 * decides. What runs for a while (an operator's worker) is an {@link Actor} on a thread of its own;
 * exactly one thread runs at any moment, and hands over where it sleeps.
 */
final class SimTime {
  /** When every world begins. */
  static final Instant BEGINNING = Instant.parse("2026-12-01T12:00:00Z");

  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::time).thenComparingLong(Event::number);

  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private long now;
  private long numbers;
  private @Nullable Actor current;

  private record Event(long time, long number, Runnable what) {}

  /** Ends an actor at the point where it sleeps, as kill -9 ends a process. */
  @SuppressWarnings("serial")
  static final class Killed extends Error {
    Killed() {
      super(null, null, false, false);
    }
  }

  /** Nanoseconds since the beginning. */
  long nanos() {
    return now;
  }

  Instant instant() {
    return BEGINNING.plusNanos(now);
  }

  /** Something happens later. */
  void after(Duration delay, Runnable what) {
    events.add(new Event(now + delay.toNanos(), numbers++, what));
  }

  /** Lets the next thing happen; false where nothing does until then. */
  boolean step(Duration until) {
    Event next = events.peek();
    if (next == null || next.time > until.toNanos()) {
      return false;
    }
    events.remove();
    now = Math.max(now, next.time);
    next.what.run();
    return true;
  }

  /** Starts an actor now. */
  Actor start(Runnable body) {
    Actor actor = new Actor(body);
    after(Duration.ZERO, () -> resume(actor));
    return actor;
  }

  /** Lets the current actor sleep. */
  void sleep(Duration time) {
    Actor me = current;
    if (me == null) {
      throw new IllegalStateException("only an actor sleeps");
    }
    long wake = now + time.toNanos();
    Event next = events.peek();
    if (!me.killed && (next == null || next.time > wake)) {
      now = wake;
      return;
    }
    after(time, () -> resume(me));
    me.handBack();
    if (me.killed) {
      throw new Killed();
    }
  }

  /** Ends an actor that sleeps, or the current one when it sleeps next. */
  void kill(Actor actor) {
    actor.killed = true;
    if (actor != current) {
      after(Duration.ZERO, () -> resume(actor));
    }
  }

  /** Whether the actor is the one that runs. */
  boolean runs(Actor actor) {
    return actor == current;
  }

  private void resume(Actor actor) {
    if (actor.ended) {
      return;
    }
    current = actor;
    actor.take();
    current = null;
    Throwable failure = actor.failure;
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Something that runs for a while. */
  static final class Actor {
    private final Thread thread;
    private volatile boolean turn;
    private volatile @Nullable Thread boss;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private boolean killed;
    private boolean begun;

    private Actor(Runnable body) {
      thread =
          Thread.ofVirtual()
              .unstarted(
                  () -> {
                    try {
                      if (!killed) {
                        body.run();
                      }
                    } catch (Killed e) {
                      // as it was meant
                    } catch (Throwable e) {
                      failure = e;
                    } finally {
                      ended = true;
                      turn = false;
                      LockSupport.unpark(boss);
                    }
                  });
    }

    boolean ended() {
      return ended;
    }

    /** By the thread that runs the world: until the actor hands back. */
    private void take() {
      boss = Thread.currentThread();
      turn = true;
      if (begun) {
        LockSupport.unpark(thread);
      } else {
        begun = true;
        thread.start();
      }
      while (turn) {
        LockSupport.park(this);
      }
    }

    /** By the actor's own thread: until it is resumed. */
    private void handBack() {
      turn = false;
      LockSupport.unpark(boss);
      while (!turn) {
        LockSupport.park(this);
      }
    }
  }
}
