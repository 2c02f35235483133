package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.recovery.RecoveryAction.Claim;
import io.cloudbackup.recovery.RecoveryAction.Say;
import io.cloudbackup.recovery.RecoveryAction.Send;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What follows a send of which nobody knows how it ended: look for what it began; where nothing
 * began within the grace period, send the same key again within the folder's window; where neither
 * can be shown, ask a person. Pure.
 */
final class SettleDecision {
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** How long the machine's tasks may be out of sight before a person is asked. */
  private static final Duration LONGEST_LOOK = Duration.ofMinutes(10);

  private final RecoveryObservation seen;
  private final Start start;

  private SettleDecision(RecoveryObservation seen) {
    this.seen = seen;
    this.start = Objects.requireNonNull(seen.before().start());
  }

  static RecoveryAction decide(RecoveryObservation seen) {
    return new SettleDecision(seen).settle(true);
  }

  /** The same for a recovery that is not wanted any more: it is looked for, never sent. */
  static RecoveryAction lookOnly(RecoveryObservation seen) {
    return new SettleDecision(seen).settle(false);
  }

  private RecoveryAction settle(boolean wanted) {
    if (seen.tasks() instanceof Lookup.Found<List<Task>>) {
      List<Task> candidates = Tasks.candidates(seen, start);
      if (candidates.size() == 1 && Tasks.allKnown(start) && !seen.claims().unseen()) {
        return adopt(candidates.getFirst());
      }
      if (!candidates.isEmpty()) {
        return ask(
            "SeveralCandidates",
            "Which recovery task began with the start can't be told. It may be one of "
                + Tasks.ids(candidates)
                + ".");
      }
      return nothingFound(wanted);
    }
    // A deletion must not wait for a cloud that doesn't answer.
    return within(wanted ? patience().plus(LONGEST_LOOK) : patience())
        ? look(
            "Looking for what the start began; the machine's tasks can't be listed at the moment.")
        : ask("CloudNotAnswering", "The machine's tasks could not be listed for too long.");
  }

  private RecoveryAction adopt(Task task) {
    return new Say(
        new StatusDraft(seen)
            .began(null, Long.toString(task.id()), Start.TASK)
            .in(
                RecoveryPhase.Recovering,
                "Adopted",
                "The answer to the start was lost; recovery task "
                    + task.id()
                    + " began since it was sent."),
        LOOK);
  }

  private RecoveryAction nothingFound(boolean wanted) {
    if (within(patience())) {
      return look("The answer to the start was lost; looking for what it began.");
    }
    if (!wanted) {
      return ask(
          "NothingFound", "The start is not wanted any more, and nothing shows whether it began.");
    }
    if (window().isZero() || !insideWindow()) {
      return ask(
          "NothingFound",
          "Nothing shows whether the start arrived, and its key may not be sent again.");
    }
    boolean recovering =
        seen.target().found().filter(m -> m.status().equals(Resource.RECOVERING)).isPresent();
    return recovering
        ? look("The machine is RECOVERING without a task that tells whose recovery it is.")
        : replay();
  }

  private RecoveryAction replay() {
    return switch (Readiness.of(seen)) {
      case Verdict.Go(Plan plan) -> {
        Plan sent = seen.before().plan();
        if (sent == null || !plan.hash().equals(sent.hash())) {
          yield ask(
              "PlanChanged",
              "The plan changed since the start was sent, so its key is not sent again.");
        }
        yield switch (seen.lock()) {
          case LockView.Mine mine -> seen.held() ? send(sent) : new Claim(plan.computeInstanceId());
          case LockView.Free free -> new Claim(plan.computeInstanceId());
          case LockView.NotAsked notAsked -> new Claim(plan.computeInstanceId());
          case LockView.Others others ->
              ask(
                  "LockLost",
                  "BackupRecovery " + others.holder() + " holds the machine's lock meanwhile.");
        };
      }
      case Verdict.No no when no.phase().terminal() ->
          ask(
              "NothingFound",
              no.message() + " Nothing shows whether the start that was sent before arrived.");
      case Verdict.No no -> look(no.reason(), "The start is not sent again yet: " + no.message());
    };
  }

  private RecoveryAction send(Plan plan) {
    Start again = start.sending(Rfc3339.seconds(seen.now()), seen.me());
    return new Send(
        new StatusDraft(seen)
            .start(again)
            .in(
                RecoveryPhase.Starting,
                "StartingAgain",
                "Nothing began: the same key is sent again."),
        Plans.pinned(plan),
        seen.folder());
  }

  private RecoveryAction look(String message) {
    return look("Looking", message);
  }

  private RecoveryAction look(String reason, String message) {
    return new Say(new StatusDraft(seen).in(RecoveryPhase.Starting, reason, message), LOOK);
  }

  private RecoveryAction ask(String reason, String message) {
    return new Say(
        new StatusDraft(seen)
            .in(
                RecoveryPhase.StartUnknown,
                reason,
                message + " " + ResolveDecision.howTo(start.idempotencyKey())),
        null);
  }

  /**
   * How long to look before anything is concluded; longer where another replica may still be
   * sending.
   */
  private Duration patience() {
    Duration grace =
        seen.folder() instanceof FolderUse.Usable usable
            ? usable.policy().grace()
            : Duration.ofSeconds(30);
    return seen.me().equals(start.holder()) ? grace : grace.plus(seen.timing().othersSend());
  }

  private Duration window() {
    return seen.folder() instanceof FolderUse.Usable usable
        ? usable.policy().window()
        : Duration.ZERO;
  }

  private boolean within(Duration time) {
    return seen.unsettledFor().compareTo(time) < 0;
  }

  private boolean insideWindow() {
    Instant first = Rfc3339.parse(start.requestedTime());
    return first != null && seen.now().isBefore(first.plus(window()));
  }
}
