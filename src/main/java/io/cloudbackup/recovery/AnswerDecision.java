package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.folder.FolderProblem;
import java.util.Objects;

/** What the answer to a send means. Pure. */
final class AnswerDecision {
  private AnswerDecision() {}

  /** The answer to a send. */
  sealed interface Answer {
    record Accepted(Operation operation) implements Answer {}

    record NotAccepted(CloudError error) implements Answer {}
  }

  /**
   * The status after the answer.
   *
   * @param draft of the status that holds the intent
   * @param intent that status
   * @param doubtBefore whether an earlier send of the same key ended without a definite answer:
   *     then a refusal of this one proves nothing
   * @param folderId the cloud folder that the answer is about
   */
  static BackupRecoveryStatus decide(
      StatusDraft draft,
      BackupRecoveryStatus intent,
      boolean doubtBefore,
      String folderId,
      Answer answer) {
    return switch (answer) {
      case Answer.Accepted(Operation operation) ->
          draft
              .began(operation.id(), null, Start.OPERATION)
              .in(
                  RecoveryPhase.Recovering,
                  "Recovering",
                  "The cloud recovers the machine: operation " + operation.id() + ".");
      case Answer.NotAccepted(CloudError error) when error.ambiguous() || doubtBefore ->
          draft.in(
              RecoveryPhase.Starting,
              "Looking",
              "The start was not confirmed (" + error.text() + "); looking for what it began.");
      case Answer.NotAccepted(CloudError error) -> refused(draft, intent, folderId, error);
    };
  }

  private static BackupRecoveryStatus refused(
      StatusDraft draft, BackupRecoveryStatus intent, String folderId, CloudError error) {
    Start sent = Objects.requireNonNull(intent.start());
    draft.start(sent.settled(null));
    boolean never = error.kind() == CloudError.Kind.INVALID;
    return draft.in(
        never ? RecoveryPhase.Failed : RecoveryPhase.Pending,
        reason(error),
        (asked(error) ? "The cloud refused the start: " : "The start was not sent: ")
            + FolderProblem.told(error, folderId));
  }

  /** Whether the cloud answered; what is kept back by this side has no HTTP status. */
  private static boolean asked(CloudError error) {
    return error.httpStatus() != 0
        && error.kind() != CloudError.Kind.UNREACHABLE
        && error.kind() != CloudError.Kind.NO_TOKEN;
  }

  private static String reason(CloudError error) {
    if (!error.reason().isEmpty()) {
      return error.reason();
    }
    return switch (error.kind()) {
      case FORBIDDEN -> "PermissionDenied";
      case UNAUTHENTICATED, NO_TOKEN -> "AuthenticationFailed";
      case THROTTLED -> "Throttled";
      case UNREACHABLE -> "EndpointUnreachable";
      case INVALID, NOT_FOUND, PRECONDITION, ALREADY_EXISTS, LOST, UNAVAILABLE, GARBAGE ->
          "StartRefused";
    };
  }
}
