package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupFolderSpec.RecoveryPolicy;

/** How a recovery stands to its folder, by a live read of grants. */
sealed interface FolderUse {
  /**
   * It may recover through it.
   *
   * @param uid of the BackupFolder, so that a send goes through the one that was asked
   */
  record Usable(String uid, String folderId, RecoveryPolicy policy) implements FolderUse {}

  /** It can't, for now. */
  record Unusable(String reason, String message) implements FolderUse {}
}
