package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the steps of a recovery. */
final class RecoverySteps {
  private static final Logger LOG = LoggerFactory.getLogger(RecoverySteps.class);
  private static final int TRIES_TO_KEEP_AN_ANSWER = 10;
  private static final Duration FAR_AHEAD = Duration.ofDays(7);

  private final KubernetesClient client;
  private final RecoveryObserver observer;
  private final MachineLocks locks;
  private final Writes writes;
  private final Events events;
  private final Timing timing;
  private final Clock clock;
  private final LongSupplier nanoTime;

  RecoverySteps(
      KubernetesClient client,
      RecoveryObserver observer,
      MachineLocks locks,
      Writes writes,
      Events events,
      Timing timing,
      Clock clock,
      LongSupplier nanoTime) {
    this.client = client;
    this.observer = observer;
    this.locks = locks;
    this.writes = writes;
    this.events = events;
    this.timing = timing;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** How a step ended. */
  sealed interface Result {
    /** Observe and decide again, at once. */
    record Again() implements Result {}

    /** Rest until woken, or for that long. */
    record Rest(@Nullable Duration next) implements Result {}
  }

  Result perform(BackupRecovery recovery, RecoveryAction action) {
    return switch (action) {
      case RecoveryAction.Say say -> say(recovery, say);
      case RecoveryAction.Claim claim -> claim(recovery, claim.machine());
      case RecoveryAction.BreakLock broken -> {
        locks.breakLeft(broken.machine(), recovery);
        yield new Result.Again();
      }
      case RecoveryAction.Unlock unlock -> {
        locks.giveBack(unlock.machine(), recovery);
        yield new Result.Again();
      }
      case RecoveryAction.Send send -> send(recovery, send);
      case RecoveryAction.Release release -> release(recovery, release);
      case RecoveryAction.Remove remove -> {
        writes.delete(recovery);
        yield new Result.Rest(null);
      }
      case RecoveryAction.Rest rest -> new Result.Rest(rest.next());
    };
  }

  /** Says that nothing can be done at the moment, unless something may have begun. */
  void stuck(BackupRecovery recovery, Exception failure) {
    BackupRecoveryStatus before =
        Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
    if (RecoveryDecision.standing(before) != RecoveryPhase.Pending) {
      return;
    }
    // Only the API server's own words are fit to be shown; the log has the rest.
    String why =
        failure instanceof KubernetesClientException
            ? String.valueOf(failure.getMessage())
            : failure.getClass().getSimpleName();
    BackupRecoveryStatus status =
        new StatusDraft(
                before,
                recovery.getMetadata().getGeneration(),
                Marks.of(recovery).nudge(),
                clock.instant())
            .in(
                RecoveryPhase.Pending,
                "ReconcileFailed",
                "The operator can't go on, and tries again: " + why);
    if (!status.equals(recovery.getStatus())) {
      recovery.setStatus(status);
      try {
        writes.status(recovery);
      } catch (KubernetesClientException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private Result say(BackupRecovery recovery, RecoveryAction.Say say) {
    BackupRecoveryStatus before = recovery.getStatus();
    if (say.status().equals(before)) {
      return new Result.Rest(say.next());
    }
    recovery.setStatus(say.status());
    if (writes.status(recovery).isEmpty()) {
      return new Result.Again();
    }
    announce(recovery, before, say.status());
    return Duration.ZERO.equals(say.next()) ? new Result.Again() : new Result.Rest(say.next());
  }

  private Result claim(BackupRecovery recovery, String machine) {
    if (!(locks.look(machine, recovery) instanceof LockView.Mine)
        && !locks.take(machine, recovery)) {
      return new Result.Again();
    }
    if (!recovery.hasFinalizer(BackupApiGroup.RECOVERY_FINALIZER)) {
      writes.addFinalizer(recovery, BackupApiGroup.RECOVERY_FINALIZER);
    }
    return new Result.Again();
  }

  private Result send(BackupRecovery recovery, RecoveryAction.Send send) {
    Optional<BackupApi> api = observer.api(recovery);
    if (api.isEmpty()) {
      return new Result.Again();
    }
    BackupRecoveryStatus before = recovery.getStatus();
    Start last = before == null ? null : before.start();
    boolean doubtBefore = last != null && last.unsettled();
    recovery.setStatus(send.intent());
    Optional<BackupRecovery> acknowledged = writes.status(recovery);
    if (acknowledged.isEmpty()) {
      return new Result.Again();
    }
    long since = nanoTime.getAsLong();
    // Nothing that takes time comes between the acknowledgement, the send and its answer.
    AnswerDecision.Answer answer = call(api.get(), send, since);
    Optional<BackupRecoveryStatus> kept =
        keep(acknowledged.get(), send.intent(), doubtBefore, answer);
    announce(recovery, before, send.intent());
    kept.ifPresent(status -> announce(acknowledged.get(), send.intent(), status));
    return new Result.Again();
  }

  private AnswerDecision.Answer call(BackupApi api, RecoveryAction.Send send, long acknowledged) {
    Start start = Objects.requireNonNull(send.intent().start());
    if (Duration.ofNanos(nanoTime.getAsLong() - acknowledged).compareTo(timing.sendBudget()) > 0) {
      return new AnswerDecision.Answer.NotAccepted(
          new CloudError(
              CloudError.Kind.UNREACHABLE,
              0,
              "not sent: too long after the intent was written",
              "",
              "Backup.startRecovery"));
    }
    try {
      return new AnswerDecision.Answer.Accepted(
          api.startRecovery(send.plan().backupId(), send.plan().machine(), start.idempotencyKey()));
    } catch (CloudException e) {
      return new AnswerDecision.Answer.NotAccepted(e.error());
    }
  }

  /**
   * Writes the answer down; gives the status if that could be done. Somebody may have edited the
   * object meanwhile; the intent in it is still this one's.
   */
  private Optional<BackupRecoveryStatus> keep(
      BackupRecovery acknowledged,
      BackupRecoveryStatus intent,
      boolean doubtBefore,
      AnswerDecision.Answer answer) {
    BackupRecovery current = acknowledged;
    for (int tries = 0; tries < TRIES_TO_KEEP_AN_ANSWER; tries++) {
      StatusDraft draft =
          new StatusDraft(
              intent,
              current.getMetadata().getGeneration(),
              Marks.of(current).nudge(),
              clock.instant());
      BackupRecoveryStatus status = AnswerDecision.decide(draft, intent, doubtBefore, answer);
      current.setStatus(status);
      if (writes.status(current).isPresent()) {
        return Optional.of(status);
      }
      BackupRecovery live = client.resource(acknowledged).get();
      if (live == null
          || !live.getMetadata().getUid().equals(acknowledged.getMetadata().getUid())
          || live.getStatus() == null
          || !Objects.equals(live.getStatus().start(), intent.start())) {
        break;
      }
      current = live;
    }
    LOG.atWarn()
        .addKeyValue("namespace", acknowledged.getMetadata().getNamespace())
        .addKeyValue("name", acknowledged.getMetadata().getName())
        .addKeyValue("answer", answer)
        .log("The answer to a start could not be written down; it will be looked for");
    return Optional.empty();
  }

  private Result release(BackupRecovery recovery, RecoveryAction.Release release) {
    BackupRecoveryStatus status =
        Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
    Plan plan = status.plan();
    if (release.farewell() != null) {
      events.warning(recovery, "RecoveryGoesOn", release.farewell());
    }
    if (plan != null && release.keepLock()) {
      locks.note(plan.computeInstanceId(), recovery, status.operationId());
    } else if (plan != null) {
      locks.giveBack(plan.computeInstanceId(), recovery);
    }
    return writes.removeFinalizer(recovery, BackupApiGroup.RECOVERY_FINALIZER).isPresent()
        ? new Result.Rest(null)
        : new Result.Again();
  }

  /** An Event for each change of phase. */
  private void announce(
      BackupRecovery recovery, @Nullable BackupRecoveryStatus before, BackupRecoveryStatus now) {
    if (before == null) {
      warnOfFarDeadline(recovery);
    }
    RecoveryPhase phase = now.currentPhase();
    if (before != null && phase.name().equals(before.phase())) {
      return;
    }
    String message = Optional.ofNullable(now.message()).orElse("");
    switch (phase) {
      case Failed, Expired, StartUnknown, OutcomeUnknown ->
          events.warning(recovery, phase.name(), message);
      case Pending, AwaitingApproval, Queued, Starting, Recovering, Succeeded ->
          events.normal(recovery, phase.name(), message);
    }
    LOG.atInfo()
        .addKeyValue("namespace", recovery.getMetadata().getNamespace())
        .addKeyValue("name", recovery.getMetadata().getName())
        .addKeyValue("phase", phase)
        .log(message);
  }

  private void warnOfFarDeadline(BackupRecovery recovery) {
    Instant deadline = Rfc3339.parse(recovery.getSpec().startDeadline());
    if (deadline != null && deadline.isAfter(clock.instant().plus(FAR_AHEAD))) {
      events.warning(
          recovery,
          "StartDeadlineFarAhead",
          "startDeadline "
              + recovery.getSpec().startDeadline()
              + " is more than 7 days ahead: until then a manifest that is applied again overwrites the machine again.");
    }
  }
}
