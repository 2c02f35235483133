package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each transition of a recovery, with an Event and a line in the log. */
final class Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
  private static final Duration FAR_AHEAD = Duration.ofDays(7);

  private final Cluster cluster;
  private final Clock clock;

  Announcements(Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** The status of {@code recovery} was {@code before}, and {@code now} is written. */
  void announce(
      BackupRecovery recovery, @Nullable BackupRecoveryStatus before, BackupRecoveryStatus now) {
    if (before == null) {
      warnOfFarDeadline(recovery);
    }
    RecoveryPhase phase = now.currentPhase();
    String message = Optional.ofNullable(now.message()).orElse("");
    if (before != null && phase.name().equals(before.phase())) {
      if (now.saysWhy(FollowDecision.NO_PROGRESS) && !before.saysWhy(FollowDecision.NO_PROGRESS)) {
        tell(recovery, phase, true, FollowDecision.NO_PROGRESS, message);
      }
      return;
    }
    boolean warning =
        switch (phase) {
          case Failed, Expired, StartUnknown, OutcomeUnknown -> true;
          case Pending, AwaitingApproval, Queued, Starting, Recovering, Succeeded -> false;
        };
    tell(recovery, phase, warning, phase.name(), message);
  }

  private void tell(
      BackupRecovery recovery,
      RecoveryPhase phase,
      boolean warning,
      String reason,
      String message) {
    cluster.event(recovery, warning, reason, message);
    LOG.atInfo()
        .addKeyValue("namespace", recovery.getMetadata().getNamespace())
        .addKeyValue("name", recovery.getMetadata().getName())
        .addKeyValue("phase", phase)
        .log(message);
  }

  private void warnOfFarDeadline(BackupRecovery recovery) {
    Instant deadline = Rfc3339.parse(recovery.getSpec().startDeadline());
    if (deadline != null && deadline.isAfter(clock.instant().plus(FAR_AHEAD))) {
      cluster.event(
          recovery,
          true,
          "StartDeadlineFarAhead",
          "startDeadline "
              + recovery.getSpec().startDeadline()
              + " is more than 7 days ahead: until then a manifest that is applied again overwrites the machine again.");
    }
  }
}
