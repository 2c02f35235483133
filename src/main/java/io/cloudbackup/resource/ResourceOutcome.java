package io.cloudbackup.resource;

import io.cloudbackup.api.BackupResourceStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is to be done for a BackupResource that isn't being deleted. */
sealed interface ResourceOutcome {
  /** Ask the cloud for this one machine before anything is said of it. */
  record LookUp() implements ResourceOutcome {}

  /**
   * Say this.
   *
   * @param next when to look again without being woken, or null
   */
  record Say(BackupResourceStatus status, @Nullable Duration next) implements ResourceOutcome {}
}
