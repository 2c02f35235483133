package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.kubernetes.Marks;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way by which a start reaches the cloud: the intent is written, and the key is noted on
 * the lock; only when both are acknowledged, and while what was checked is fresh, it is sent; what
 * the cloud answers is written down.
 */
final class StartSending {
  private static final Logger LOG = LoggerFactory.getLogger(StartSending.class);
  private static final String NOT_SENT = "NotSent";
  private static final int TRIES_TO_KEEP_AN_ANSWER = 10;

  private final Cluster cluster;
  private final Folders folders;
  private final MachineLocks locks;
  private final Announcements announcements;
  private final Timing timing;
  private final Clock clock;
  private final LongSupplier nanoTime;

  StartSending(
      Cluster cluster,
      Folders folders,
      MachineLocks locks,
      Announcements announcements,
      Timing timing,
      Clock clock,
      LongSupplier nanoTime) {
    this.cluster = cluster;
    this.folders = folders;
    this.locks = locks;
    this.announcements = announcements;
    this.timing = timing;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Sends, or finds that it may not.
   *
   * @param decided when everything was checked, by the monotonic clock
   */
  void send(BackupRecovery recovery, RecoveryAction.Send send, BackupApi api, long decided) {
    BackupRecoveryStatus before = recovery.getStatus();
    Start last = before == null ? null : before.start();
    boolean doubtBefore = last != null && last.unsettled();
    recovery.setStatus(send.intent());
    Optional<BackupRecovery> acknowledged = cluster.writeStatus(recovery);
    if (acknowledged.isEmpty()) {
      return;
    }
    // Only the mark on the lock and a look at the grants come between acknowledgement and send.
    AnswerDecision.Answer answer = call(acknowledged.get(), send, api, decided);
    Optional<BackupRecoveryStatus> kept =
        keep(acknowledged.get(), send.intent(), doubtBefore, answer);
    announcements.announce(recovery, before, send.intent());
    kept.ifPresent(status -> announcements.announce(acknowledged.get(), send.intent(), status));
  }

  private AnswerDecision.Answer call(
      BackupRecovery recovery, RecoveryAction.Send send, BackupApi api, long decided) {
    Start start = Objects.requireNonNull(send.intent().start());
    String machine = send.plan().machine();
    Optional<CloudError> obstacle =
        mark(machine, recovery, start)
            .or(() -> refusal(recovery, send))
            .or(() -> lateness(recovery, decided));
    if (obstacle.isPresent()) {
      return new AnswerDecision.Answer.NotAccepted(obstacle.get());
    }
    try {
      return new AnswerDecision.Answer.Accepted(
          api.startRecovery(send.plan().backupId(), machine, start.idempotencyKey()));
    } catch (CloudException e) {
      return new AnswerDecision.Answer.NotAccepted(e.error());
    }
  }

  private static Optional<CloudError> notSent(String reason, String why) {
    return Optional.of(
        new CloudError(
            CloudError.Kind.UNREACHABLE,
            0,
            "not sent: " + why,
            "",
            "Backup.startRecovery",
            reason));
  }

  /** Notes the send on the lock; why it may not be sent where that fails. */
  private Optional<CloudError> mark(String machine, BackupRecovery recovery, Start start) {
    try {
      return locks.mark(machine, recovery, start.idempotencyKey() + "/" + start.attempts())
          ? Optional.empty()
          : notSent(NOT_SENT, "the lock of machine " + machine + " has changed");
    } catch (KubernetesClientException e) {
      return notSent(
          NOT_SENT, "the lock of machine " + machine + " could not be marked: " + e.getMessage());
    }
  }

  /**
   * Why the folder doesn't let it be sent: the grants were read before the cloud was asked, which
   * may have taken minutes.
   */
  private Optional<CloudError> refusal(BackupRecovery recovery, RecoveryAction.Send send) {
    Plan plan = Objects.requireNonNull(send.intent().plan());
    try {
      FolderUse view =
          folders.view(
              recovery,
              folders.live(recovery, recovery.getStatus()),
              new Goal.Clear(plan.computeInstanceId()),
              Optional.ofNullable(plan.sourceComputeInstanceId()).stream().toList());
      return switch (view) {
        case FolderUse.Unusable(String reason, String message) ->
            notSent(reason, message.replaceFirst("[.]$", ""));
        case FolderUse.Usable now
            when send.folder() instanceof FolderUse.Usable before
                && !now.uid().equals(before.uid()) ->
            notSent(NOT_SENT, "its BackupFolder was replaced by another one of the same name");
        case FolderUse.Usable same -> Optional.empty();
      };
    } catch (KubernetesClientException e) {
      return notSent(
          NOT_SENT, "the grants of its BackupFolder could not be read: " + e.getMessage());
    }
  }

  /** Why it is too late for it. */
  private Optional<CloudError> lateness(BackupRecovery recovery, long decided) {
    if (Duration.ofNanos(nanoTime.getAsLong() - decided).compareTo(timing.sendBudget()) > 0) {
      return notSent(NOT_SENT, "the intent was acknowledged too long after everything was checked");
    }
    Instant deadline = Rfc3339.parse(recovery.getSpec().startDeadline());
    return deadline == null || clock.instant().isAfter(deadline)
        ? notSent(NOT_SENT, "startDeadline passed meanwhile")
        : Optional.empty();
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
    KubernetesClientException failure = null;
    try {
      BackupRecovery current = acknowledged;
      for (int tries = 0; tries < TRIES_TO_KEEP_AN_ANSWER; tries++) {
        BackupRecoveryStatus status =
            AnswerDecision.decide(
                draft(current, intent), intent, doubtBefore, folders.idOf(current), answer);
        current.setStatus(status);
        if (cluster.writeStatus(current).isPresent()) {
          return Optional.of(status);
        }
        Optional<BackupRecovery> live = sameIntent(acknowledged, intent);
        if (live.isEmpty()) {
          break;
        }
        current = live.get();
      }
    } catch (KubernetesClientException e) {
      failure = e;
    }
    LOG.atWarn()
        .addKeyValue("namespace", acknowledged.getMetadata().getNamespace())
        .addKeyValue("name", acknowledged.getMetadata().getName())
        .addKeyValue("answer", answer)
        .setCause(failure)
        .log("The answer to a start could not be written down; it will be looked for");
    return Optional.empty();
  }

  private StatusDraft draft(BackupRecovery current, BackupRecoveryStatus intent) {
    return new StatusDraft(
        intent, current.getMetadata().getGeneration(), Marks.of(current).nudge(), clock.instant());
  }

  private Optional<BackupRecovery> sameIntent(
      BackupRecovery acknowledged, BackupRecoveryStatus intent) {
    return cluster
        .recovery(acknowledged.getMetadata().getNamespace(), acknowledged.getMetadata().getName())
        .filter(r -> r.getMetadata().getUid().equals(acknowledged.getMetadata().getUid()))
        .filter(r -> r.getStatus() != null)
        .filter(r -> Objects.equals(r.getStatus().start(), intent.start()));
  }
}
