package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The next step of a recovery. After each everything is observed again. */
sealed interface RecoveryAction {
  /**
   * Write the status, if it differs, and rest.
   *
   * @param next when to look again without being woken, or null
   */
  record Say(BackupRecoveryStatus status, @Nullable Duration next) implements RecoveryAction {}

  /** Take the finalizer, then the machine's lock. */
  record Claim(String machine) implements RecoveryAction {}

  /** Remove the lock that a recovery left behind which is gone or settled. */
  record BreakLock(String machine) implements RecoveryAction {}

  /** Give the lock back as it was seen, since this recovery doesn't start now. */
  record Unlock(String machine, String version) implements RecoveryAction {}

  /**
   * Write this intent; only its acknowledgement allows the send.
   *
   * @param folder by whose word
   */
  record Send(BackupRecoveryStatus intent, Plans.Pinned plan, FolderUse folder)
      implements RecoveryAction {}

  /**
   * Let go of an object that has ended or is being deleted: lock, then finalizer.
   *
   * @param machine whose lock it may hold; empty where it never came to that
   * @param keepLock whether a recovery goes on in the cloud, which the lock then speaks of
   * @param farewell what an Event says about it, or null
   */
  record Release(String machine, boolean keepLock, @Nullable String farewell)
      implements RecoveryAction {}

  /** Remove the object: its time has passed. */
  record Remove() implements RecoveryAction {}

  /** Nothing to do. */
  record Rest(@Nullable Duration next) implements RecoveryAction {}
}
