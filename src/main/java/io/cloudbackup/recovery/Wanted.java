package io.cloudbackup.recovery;

import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import java.time.Instant;
import java.util.Optional;

/** Whether a recovery is wanted and permitted on this side, whatever the cloud says. Pure. */
final class Wanted {
  private Wanted() {}

  /** What stands against it; nothing where it is wanted. */
  static Optional<Verdict.No> obstacle(RecoveryObservation seen) {
    Instant deadline = Rfc3339.parse(seen.spec().startDeadline());
    if (deadline == null || seen.now().isAfter(deadline)) {
      return Optional.of(
          never(
              seen,
              RecoveryPhase.Expired,
              "StartDeadlinePassed",
              "startDeadline "
                  + seen.spec().startDeadline()
                  + " passed before the recovery could start."));
    }
    if (seen.startedBefore()) {
      return Optional.of(
          never(
              seen,
              RecoveryPhase.Failed,
              "StartedBefore",
              "A BackupRecovery of this name, source, target and startDeadline started before, and was deleted"
                  + " since. To recover once more, create one with another name or startDeadline."));
    }
    if (seen.marks().paused()) {
      return Optional.of(
          Verdict.No.pending(
              seen, "Paused", "The annotation backup.yandex.cloud/paused holds the recovery."));
    }
    if (seen.folder() instanceof FolderUse.Unusable(String reason, String message)) {
      return Optional.of(Verdict.No.pending(seen, reason, message));
    }
    if (seen.goal() instanceof Goal.Unclear(String reason, String message)) {
      return Optional.of(Verdict.No.pending(seen, reason, message));
    }
    return Optional.empty();
  }

  private static Verdict.No never(
      RecoveryObservation seen, RecoveryPhase phase, String reason, String message) {
    return Verdict.No.of(seen, phase, reason, message, seen.before().plan());
  }
}
