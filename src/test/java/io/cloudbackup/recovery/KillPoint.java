package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.Hold.Side;
import io.cloudbackup.testing.KubeProxy;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The moments of a recovery at which an operator may die: before and after each thing that it sends
 * to the API server or to the cloud. Each has a machine and a recovery of its own, called alike, so
 * that one operator can come to all of them and die once.
 */
enum KillPoint {
  BEFORE_FINALIZER(Side.BEFORE, Step.FINALIZER, Ending.STARTED),
  AFTER_FINALIZER(Side.AFTER, Step.FINALIZER, Ending.STARTED),
  BEFORE_LOCK(Side.BEFORE, Step.LOCK, Ending.STARTED),
  AFTER_LOCK(Side.AFTER, Step.LOCK, Ending.STARTED),
  BEFORE_INTENT(Side.BEFORE, Step.INTENT, Ending.STARTED),
  /** Nothing was sent, which nobody but the dead knows. */
  AFTER_INTENT(Side.AFTER, Step.INTENT, Ending.STARTED_BY_REPLAY),
  BEFORE_MARK(Side.BEFORE, Step.MARK, Ending.STARTED_BY_REPLAY),
  AFTER_MARK(Side.AFTER, Step.MARK, Ending.STARTED_BY_REPLAY),
  SEND_LOST(Side.BEFORE, Step.SEND, Ending.SENT_TWICE),
  /** It takes effect when its sender is dead. */
  SEND_LATE(Side.BEFORE, Step.SEND, Ending.ADOPTED),
  SEND_UNANSWERED(Side.AFTER, Step.SEND, Ending.ADOPTED),
  BEFORE_RECOVERING(Side.BEFORE, Step.RECOVERING, Ending.ADOPTED),
  AFTER_RECOVERING(Side.AFTER, Step.RECOVERING, Ending.STARTED),
  BEFORE_PROGRESS(Side.BEFORE, Step.PROGRESS, Ending.STARTED),
  AFTER_PROGRESS(Side.AFTER, Step.PROGRESS, Ending.STARTED),
  BEFORE_SUCCESS(Side.BEFORE, Step.SUCCESS, Ending.STARTED),
  AFTER_SUCCESS(Side.AFTER, Step.SUCCESS, Ending.STARTED),
  BEFORE_UNLOCK(Side.BEFORE, Step.UNLOCK, Ending.STARTED),
  AFTER_UNLOCK(Side.AFTER, Step.UNLOCK, Ending.STARTED),
  BEFORE_RELEASE(Side.BEFORE, Step.RELEASE, Ending.STARTED),
  AFTER_RELEASE(Side.AFTER, Step.RELEASE, Ending.STARTED);

  /** Longer than all points take to be reached, shorter than the operator waits for an answer. */
  private static final String LONG = "delay: 25s";

  private final Side side;
  private final Step step;
  private final String ending;

  KillPoint(Side side, Step step, String ending) {
    this.side = side;
    this.step = step;
    this.ending = ending;
  }

  /** What is sent; NAME stands for the recovery, LOCK for its machine's lock. */
  private enum Step {
    FINALIZER("PATCH .*/backuprecoveries/NAME$", "\"finalizers\":\\[\""),
    LOCK("POST .*/leases$", "LOCK"),
    INTENT("PUT .*/backuprecoveries/NAME/status$", "\"phase\":\"Starting\""),
    /** On the lock: the key. */
    MARK("PUT .*/leases/LOCK$", "/idempotency-key\""),
    SEND("", ""),
    RECOVERING("PUT .*/backuprecoveries/NAME/status$", "\"phase\":\"Recovering\""),
    PROGRESS(
        "PUT .*/backuprecoveries/NAME/status$",
        "\"phase\":\"Recovering\".*\"progressPercent\":[1-9]"),
    SUCCESS("PUT .*/backuprecoveries/NAME/status$", "\"phase\":\"Succeeded\""),
    /** The Lease stays, to remember what started. */
    UNLOCK("PUT .*/leases/LOCK$", "/started\""),
    RELEASE("PATCH .*/backuprecoveries/NAME$", "\"finalizers\":\\[\\]");

    private final String line;
    private final String body;

    Step(String line, String body) {
      this.line = line;
      this.body = body;
    }

    boolean done(Fleet fleet, String name) {
      return switch (this) {
        case FINALIZER -> fleet.held(name);
        case LOCK -> fleet.locked(name);
        case INTENT -> "Starting".equals(fleet.status(name).phase());
        case MARK -> fleet.marked(name);
        case SEND -> !fleet.starts(name).isEmpty();
        case RECOVERING -> "Recovering".equals(fleet.status(name).phase());
        case PROGRESS -> fleet.percent(name) > 0;
        case SUCCESS -> "Succeeded".equals(fleet.status(name).phase());
        case UNLOCK -> !fleet.locked(name);
        case RELEASE -> !fleet.held(name);
      };
    }
  }

  /** How a recovery comes to its one start. */
  private static final class Ending {
    static final String STARTED = text(1, 1, Start.OPERATION);
    static final String STARTED_BY_REPLAY = text(1, 2, Start.OPERATION);
    static final String SENT_TWICE = text(2, 2, Start.OPERATION);
    static final String ADOPTED = text(1, 1, Start.TASK);

    private static String text(int sends, int attempts, @Nullable String evidence) {
      return "announced %d, received %d, shown by %s".formatted(attempts, sends, evidence);
    }
  }

  /** The name of its recovery and of its machine. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How its recovery comes to its one start. */
  String ending() {
    return ending;
  }

  /** How it really did. */
  String endingIn(Fleet fleet) {
    Start start = Objects.requireNonNull(fleet.status(label()).start());
    return Ending.text(fleet.sends(label()).size(), start.attempts(), start.evidence());
  }

  /** Orders a recovery that stops here; gives what tells whether it has. */
  BooleanSupplier prepare(Fleet fleet, KubeProxy proxy) {
    fleet.register(label());
    BooleanSupplier reached =
        switch (this) {
          case SEND_LOST -> sendStops(fleet, "kind: closedConnection");
          case SEND_LATE -> sendStops(fleet, "kind: delay");
          case SEND_UNANSWERED -> sendStops(fleet, "kind: lateAnswer");
          default -> writeStops(fleet, proxy);
        };
    fleet.recover(label(), label());
    return reached;
  }

  private BooleanSupplier sendStops(Fleet fleet, String fault) {
    fleet.spoilStart(label(), fault + ", " + LONG);
    return () ->
        fleet.sends(label()).stream().anyMatch(e -> e.outcome() == Journal.Outcome.PENDING)
            && standsAsItShould(fleet);
  }

  private BooleanSupplier writeStops(Fleet fleet, KubeProxy proxy) {
    return proxy.hold(side, filled(step.line, fleet), filled(step.body, fleet))::hit;
  }

  private String filled(String pattern, Fleet fleet) {
    return pattern.replace("NAME", label()).replace("LOCK", fleet.lockName(label()));
  }

  /** Whether the thing that the point is before or after is undone or done. */
  boolean standsAsItShould(Fleet fleet) {
    return step.done(fleet, label()) == (side == Side.AFTER);
  }
}
