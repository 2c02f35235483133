package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Follows a BackupRecovery. It asks again and again, so that it takes no right but to get. */
final class RecoveryWait {
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Session session;
  private final Cluster cluster;
  private final BackupRecovery recovery;
  private final Instant end;

  RecoveryWait(Session session, Cluster cluster, BackupRecovery recovery, Duration timeout) {
    this.session = session;
    this.cluster = cluster;
    this.recovery = recovery;
    this.end = session.now().plus(timeout);
  }

  /**
   * How it looks once the operator has planned it, or has said that nothing comes of it; nothing
   * where neither comes.
   */
  Optional<BackupRecovery> planned() {
    String[] said = {""};
    return until(
        RecoveryWait::decided,
        now -> {
          BackupRecoveryStatus status = StatusView.status(now);
          String message = Objects.requireNonNullElse(status.message(), said[0]);
          if (!decided(now) && !NoPlan.tells(status) && !message.equals(said[0])) {
            session.terminal().remark(Cell.plain(message));
            said[0] = message;
          }
        });
  }

  private static boolean decided(BackupRecovery now) {
    BackupRecoveryStatus status = StatusView.status(now);
    return status.plan() != null || NoPlan.settled(status);
  }

  /**
   * Follows it to its end.
   *
   * @param interruption is told what Ctrl-C leaves
   * @param approved the hash of the plan that was approved
   */
  ExitCode toTheEnd(Interruption interruption, String approved) {
    Progress progress = new Progress(session);
    BackupRecovery[] seen = {recovery};
    Optional<BackupRecovery> last =
        until(
            now -> Outcome.ended(StatusView.status(now), approved),
            now -> {
              seen[0] = now;
              interruption.now(Outcome.open(now));
              progress.show(now);
            });
    progress.end();
    if (last.isEmpty()) {
      session.terminal().remark("Not waiting any longer. " + Outcome.open(seen[0]));
      return ExitCode.TIMEOUT;
    }
    return told(last.get(), approved);
  }

  /** Says how it ended. */
  ExitCode told(BackupRecovery last, String approved) {
    BackupRecoveryStatus status = StatusView.status(last);
    ExitCode code = Outcome.of(status, approved);
    String line = Outcome.line(last, code);
    if (code == ExitCode.OK) {
      session.terminal().say(session.terminal().paint(line, Tone.GOOD));
    } else {
      session.terminal().remark(session.terminal().paint(line, Tone.BAD));
    }
    return code;
  }

  private Optional<BackupRecovery> until(
      Predicate<BackupRecovery> enough, Consumer<BackupRecovery> look) {
    Patience patience = new Patience(session);
    while (true) {
      Optional<BackupRecovery> now = patience.ask(this::current);
      now.ifPresent(look);
      if (now.isPresent() && enough.test(now.get())) {
        return now;
      }
      if (!session.now().isBefore(end)) {
        return Optional.empty();
      }
      session.pause(BETWEEN);
    }
  }

  private BackupRecovery current() {
    return Recoveries.current(cluster, recovery)
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.GONE,
                    "BackupRecovery "
                        + recovery.getMetadata().getName()
                        + " was deleted meanwhile. The cloud goes on with what it has begun:"
                        + " `kubectl get events` names the operation."));
  }

  /** What {@link RecoveryPhase}s are shown while it goes on. */
  private static final class Progress {
    private static final int STEP = 10;

    private final Session session;
    private String shown = "";
    private boolean drawing;

    Progress(Session session) {
      this.session = session;
    }

    void show(BackupRecovery now) {
      BackupRecoveryStatus status = StatusView.status(now);
      if (status.currentPhase() == RecoveryPhase.AwaitingApproval) {
        // It is approved already; the operator is about to see that.
        return;
      }
      String key = key(status);
      // A terminal's line is drawn anew each time, since the time that is left changes too.
      if (session.terminal().live() || !key.equals(shown)) {
        session.terminal().draw(line(status));
        drawing = true;
      }
      shown = key;
    }

    void end() {
      if (drawing) {
        session.terminal().drawn();
      }
    }

    private static String key(BackupRecoveryStatus status) {
      Integer percent = status.progressPercent();
      return status.currentPhase() + " " + (percent == null ? "" : percent / STEP);
    }

    private String line(BackupRecoveryStatus status) {
      RecoveryPhase phase = status.currentPhase();
      boolean runs = phase == RecoveryPhase.Recovering || phase == RecoveryPhase.Succeeded;
      String left = Bar.left(status.estimatedCompletionTime(), session.now());
      String more =
          runs
              ? " " + Bar.of(status.progressPercent())
              : ": " + Objects.requireNonNullElse(status.message(), "");
      return Cell.plain((phase + more + (left.isEmpty() ? "" : " " + left)).strip());
    }
  }
}
