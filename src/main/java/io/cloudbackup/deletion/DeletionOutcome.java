package io.cloudbackup.deletion;

import io.cloudbackup.api.DeletionEnd;
import java.time.Duration;

/** What is to be done for an object that is being deleted. */
sealed interface DeletionOutcome<T> {
  /**
   * Let the object go.
   *
   * @param warning whether something stays behind that its owner wanted gone
   */
  record Release<T>(boolean warning, DeletionEnd end, String message)
      implements DeletionOutcome<T> {}

  /** Tell the cloud to delete it. */
  record Delete<T>(T value) implements DeletionOutcome<T> {}

  /** The cloud is at it. */
  record Follow<T>(String operationId, Duration next) implements DeletionOutcome<T> {}

  /**
   * Not now; the condition Ready has the reason DeletionBlocked.
   *
   * @param failed whether the cloud's operation failed, so that the next try begins another one
   */
  record Blocked<T>(String message, boolean failed, Duration next) implements DeletionOutcome<T> {}
}
