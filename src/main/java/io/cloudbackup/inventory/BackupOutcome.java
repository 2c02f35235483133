package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackupStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is to be done about a CloudBackup that a user wrote. */
sealed interface BackupOutcome {
  /**
   * Say it.
   *
   * @param next when to decide again at the latest; null where only a change brings news
   */
  record Say(CloudBackupStatus status, @Nullable Duration next) implements BackupOutcome {}

  /** Ask the cloud first. */
  record LookUp() implements BackupOutcome {}
}
