package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.folder.FolderProblem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a recovery may be sent now. */
sealed interface Verdict {
  /** Nothing stands against it. */
  record Go(Plan plan) implements Verdict {}

  /**
   * Not now, or never.
   *
   * @param phase Pending, AwaitingApproval or Queued; Failed or Expired where it can't become
   *     possible
   * @param plan what is known of the plan, or null
   * @param next when to look again
   */
  record No(RecoveryPhase phase, String reason, String message, @Nullable Plan plan, Duration next)
      implements Verdict {
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration WHILE_A_PERSON_THINKS = Duration.ofSeconds(60);

    static No of(
        RecoveryObservation seen,
        RecoveryPhase phase,
        String reason,
        String message,
        @Nullable Plan plan) {
      Duration next =
          switch (phase) {
            case Queued -> seen.timing().poll();
            // An approval wakes the recovery by itself; the plan is kept current meanwhile.
            case AwaitingApproval -> WHILE_A_PERSON_THINKS;
            default -> RETRY;
          };
      return new No(phase, reason, message, plan, next);
    }

    /** Not now, for a reason that has nothing to do with the plan. */
    static No pending(RecoveryObservation seen, String reason, String message) {
      return of(seen, RecoveryPhase.Pending, reason, message, seen.before().plan());
    }

    /** Not now, since the cloud doesn't answer a question. */
    static No unanswered(RecoveryObservation seen, CloudError error) {
      return switch (error.kind()) {
        case UNAUTHENTICATED,
            NO_TOKEN,
            FORBIDDEN,
            THROTTLED,
            INVALID,
            ALREADY_EXISTS,
            PRECONDITION -> {
          String folderId =
              seen.folder() instanceof FolderUse.Usable usable ? usable.folderId() : "";
          FolderProblem problem = FolderProblem.of(error, folderId);
          yield pending(seen, problem.reason(), problem.message());
        }
        case NOT_FOUND, UNREACHABLE, LOST, UNAVAILABLE, GARBAGE ->
            pending(seen, "CloudNotAnswering", error.sentence());
      };
    }
  }
}
