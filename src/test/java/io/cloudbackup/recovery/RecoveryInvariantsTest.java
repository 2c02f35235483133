package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.recovery.RecoveryAction.BreakLock;
import io.cloudbackup.recovery.RecoveryAction.Claim;
import io.cloudbackup.recovery.RecoveryAction.Release;
import io.cloudbackup.recovery.RecoveryAction.Remove;
import io.cloudbackup.recovery.RecoveryAction.Rest;
import io.cloudbackup.recovery.RecoveryAction.Say;
import io.cloudbackup.recovery.RecoveryAction.Send;
import io.cloudbackup.recovery.RecoveryAction.Unlock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every step, whatever was seen. */
class RecoveryInvariantsTest {
  private static final int OBSERVATIONS = 15_000;

  /** What a run has to have met at least, so that it can't pass by never getting there. */
  private static final Map<String, Integer> LEAST =
      Map.of("first send", 50, "repeated send", 50, "adopted", 50, "asked", 50, "Release", 50);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldHoldWhateverIsSeen(long seed) {
    RandomObservations random = new RandomObservations(seed);
    Map<String, Integer> met = new TreeMap<>();
    Map<RecoveryPhase, Integer> phases = new EnumMap<>(RecoveryPhase.class);

    for (int i = 0; i < OBSERVATIONS; i++) {
      RecoveryObservation seen = random.next();
      RecoveryAction action = RecoveryDecision.decide(seen);

      phases.merge(seen.before().currentPhase(), 1, Integer::sum);
      met.merge(kind(seen, action), 1, Integer::sum);
      try {
        check(seen, action);
      } catch (AssertionError e) {
        throw new AssertionError(
            e.getMessage() + " with seed " + seed + ", " + i + ": " + seen + " -> " + action, e);
      }
    }

    assertThat(phases).containsOnlyKeys(RecoveryPhase.values());
    LEAST.forEach((kind, least) -> assertThat(met.get(kind)).as(kind).isGreaterThan(least));
  }

  private static void check(RecoveryObservation seen, RecoveryAction action) {
    assertThat(RecoveryDecision.decide(seen)).as("the same again").isEqualTo(action);
    if (seen.before().currentPhase().terminal()) {
      assertThat(action).isInstanceOfAny(Release.class, Remove.class, Rest.class);
    }
    if (seen.deleting()) {
      assertThat(action).isInstanceOfAny(Release.class, Rest.class, Say.class, Unlock.class);
    }
    switch (action) {
      case Send send -> checkSend(seen, send);
      case Say say -> checkSay(seen, say);
      case Release release -> checkRelease(seen, release);
      case Remove remove -> checkRemove(seen);
      case BreakLock lock -> {
        assertThat(seen.lock())
            .isInstanceOfSatisfying(
                LockView.Others.class, others -> assertThat(others.left()).isTrue());
        assertIdle(seen);
      }
      case Claim claim -> assertThat(seen.lock() instanceof LockView.Others).as("taken").isFalse();
      case Unlock unlock -> {
        assertThat(seen.lock()).isInstanceOf(LockView.Mine.class);
        assertThat(mayHaveBegun(seen)).isFalse();
      }
      case Rest rest ->
          assertThat(
                  seen.before().currentPhase().terminal()
                      || seen.before().currentPhase() == RecoveryPhase.StartUnknown
                      || seen.deleting())
              .isTrue();
    }
  }

  private static void checkSend(RecoveryObservation seen, Send send) {
    Start before = seen.before().start();
    Start intent = Objects.requireNonNull(send.intent().start());
    Plan plan = Objects.requireNonNull(send.intent().plan());

    assertThat(seen.lock()).isInstanceOf(LockView.Mine.class);
    assertThat(seen.held()).as("finalizer").isTrue();
    assertThat(seen.deleting()).as("deleting").isFalse();
    assertThat(seen.marks().paused()).as("paused").isFalse();
    assertThat(seen.now()).isBeforeOrEqualTo(Rfc3339.parse(seen.spec().startDeadline()));
    assertThat(seen.folder()).as("granted").isInstanceOf(FolderUse.Usable.class);
    assertThat(seen.goal()).isEqualTo(new Goal.Clear(send.plan().machine()));
    assertThat(seen.before().currentPhase())
        .isNotIn(RecoveryPhase.Recovering, RecoveryPhase.StartUnknown);
    assertThat(before == null || before.evidence() == null).as("did not begin").isTrue();
    assertReady(seen, send);
    if (seen.spec().approval() == Approval.Manual) {
      assertThat(plan.hash()).isEqualTo(seen.spec().approvedPlan());
    }

    assertThat(send.plan()).isEqualTo(new Plans.Pinned(plan.backupId(), plan.computeInstanceId()));
    assertThat(send.intent().phase()).isEqualTo("Starting");
    assertThat(intent.unsettled()).isTrue();
    assertThat(intent.evidence()).isNull();
    assertThat(intent.holder()).isEqualTo(seen.me());
    assertThat(intent.lastSentTime()).isEqualTo(Rfc3339.seconds(seen.now()));
    assertThat(intent.attempts()).isEqualTo(before == null ? 1 : before.attempts() + 1);
    assertThat(intent.idempotencyKey())
        .isEqualTo(before == null ? Keys.idempotency(seen.uid(), 1) : before.idempotencyKey());
    if (before != null && before.unsettled()) {
      checkRepeated(seen, before, intent, plan);
    } else {
      assertThat(intent.knownTaskIds()).isEqualTo(Tasks.ids(Tasks.recoveries(seen)));
    }
  }

  private static void checkRepeated(
      RecoveryObservation seen, Start before, Start intent, Plan plan) {
    FolderUse.Usable folder = (FolderUse.Usable) seen.folder();
    Duration grace = folder.policy().grace();
    boolean own = seen.me().equals(before.holder());
    Instant first = Objects.requireNonNull(Rfc3339.parse(before.requestedTime()));

    assertThat(seen.unsettledFor())
        .isGreaterThanOrEqualTo(own ? grace : grace.plus(Duration.ofSeconds(35)));
    assertThat(folder.policy().window()).isPositive();
    assertThat(seen.now()).isBefore(first.plus(folder.policy().window()));
    assertThat(plan.hash()).isEqualTo(Objects.requireNonNull(seen.before().plan()).hash());
    assertThat(intent.requestedTime()).isEqualTo(before.requestedTime());
    assertThat(intent.knownTaskIds()).isEqualTo(before.knownTaskIds());
    assertThat(Tasks.candidates(seen, before)).isEmpty();
  }

  private static void assertReady(RecoveryObservation seen, Send send) {
    Resource target = seen.target().found().orElseThrow();
    assertThat(target.computeInstanceId()).isEqualTo(send.plan().machine());
    assertThat(target.initStatus()).isEqualTo("REGISTRED");
    assertThat(target.isActive() && target.online()).as("active and online").isTrue();
    assertThat(seen.backup().found().orElseThrow().id()).isEqualTo(send.plan().backupId());
    assertThat(seen.backup().found().orElseThrow().deleted()).isFalse();
    assertIdle(seen);
  }

  private static void assertIdle(RecoveryObservation seen) {
    assertThat(seen.target().found().orElseThrow().busy()).as("busy").isFalse();
    List<Task> tasks = seen.tasks().found().orElseThrow();
    assertThat(tasks).noneMatch(t -> t.type().equals(Task.RECOVERY) && !t.completed());
  }

  private static void checkSay(RecoveryObservation seen, Say say) {
    Start before = seen.before().start();
    Start after = say.status().start();
    RecoveryPhase phase = say.status().currentPhase();
    if (before == null) {
      assertThat(phase).isNotIn(RecoveryPhase.Starting, RecoveryPhase.Recovering);
      return;
    }
    assertThat(after).isNotNull();
    boolean retry = phase == RecoveryPhase.Pending && seen.resolution() != null;
    if (!Objects.requireNonNull(after).idempotencyKey().equals(before.idempotencyKey())) {
      boolean asked = phase == RecoveryPhase.StartUnknown && !before.unsettled();
      assertThat(retry || asked).as("new key").isTrue();
      assertThat(after.attempts()).isGreaterThanOrEqualTo(before.attempts() + (retry ? 1 : 0));
    }
    if (before.unsettled() && !after.unsettled()) {
      assertThat(after.evidence() != null || retry).as("settled by something").isTrue();
    }
    if (mayHaveBegun(seen) && !retry) {
      assertThat(phase).isNotIn(RecoveryPhase.Pending, RecoveryPhase.Queued, RecoveryPhase.Expired);
    }
    if (phase == RecoveryPhase.Succeeded) {
      assertThat(after.evidence()).isNotNull();
    }
    String task = say.status().taskId();
    if (task != null && !task.equals(seen.before().taskId())) {
      assertThat(before.knownTaskIds()).doesNotContain(task);
      assertThat(seen.claims().taskIds()).doesNotContain(task);
    }
  }

  private static void checkRelease(RecoveryObservation seen, Release release) {
    assertThat(seen.held()).isTrue();
    boolean ended = seen.before().currentPhase().terminal();
    assertThat(release.keepLock()).isEqualTo(!ended && mayHaveBegun(seen));
    assertThat(release.farewell() != null).isEqualTo(release.keepLock());
    if (!ended && seen.before().start() != null && seen.before().start().unsettled()) {
      assertThat(
              seen.before().currentPhase() == RecoveryPhase.StartUnknown
                  || !seen.unsettledFor().isZero()
                  || !Tasks.candidates(seen, seen.before().start()).isEmpty())
          .as("looked for first")
          .isTrue();
    }
  }

  private static void checkRemove(RecoveryObservation seen) {
    Instant ended = Objects.requireNonNull(Rfc3339.parse(seen.before().completionTime()));
    String ttl = Objects.requireNonNull(seen.spec().ttlAfterFinished());
    assertThat(seen.held() || seen.deleting()).isFalse();
    assertThat(seen.now()).isAfter(Rfc3339.parse(seen.spec().startDeadline()));
    assertThat(seen.now()).isAfterOrEqualTo(ended.plus(Rfc3339.duration(ttl)));
  }

  private static boolean mayHaveBegun(RecoveryObservation seen) {
    Start start = seen.before().start();
    RecoveryPhase phase = seen.before().currentPhase();
    return phase == RecoveryPhase.Recovering
        || phase == RecoveryPhase.StartUnknown
        || (start != null && (start.unsettled() || start.evidence() != null));
  }

  private static String kind(RecoveryObservation seen, RecoveryAction action) {
    Start before = seen.before().start();
    return switch (action) {
      case Send send -> before != null && before.unsettled() ? "repeated send" : "first send";
      case Say say when say.status().currentPhase() == RecoveryPhase.StartUnknown -> "asked";
      case Say say
          when say.status().currentPhase() == RecoveryPhase.Recovering
              && before != null
              && before.unsettled() ->
          "adopted";
      default -> action.getClass().getSimpleName();
    };
  }
}
