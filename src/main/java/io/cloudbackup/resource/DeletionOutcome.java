package io.cloudbackup.resource;

import java.time.Duration;

/** What is to be done for a BackupResource that is being deleted. */
sealed interface DeletionOutcome {
  /**
   * Let the object go.
   *
   * @param warning whether something stays behind that its owner wanted gone
   */
  record Release(boolean warning, String reason, String message) implements DeletionOutcome {}

  /** Tell the cloud to forget the machine. */
  record Delete(String resourceId) implements DeletionOutcome {}

  /** The cloud is at it. */
  record Follow(String operationId, Duration next) implements DeletionOutcome {}

  /**
   * Not now; the condition Ready has the reason DeletionBlocked.
   *
   * @param failed whether the cloud's operation failed, so that the next try begins another one
   */
  record Blocked(String message, boolean failed, Duration next) implements DeletionOutcome {}
}
