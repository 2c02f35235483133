package io.cloudbackup.folder;

import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.CallListener;

/** Where the calls of each folder are counted. */
public interface FolderMeters {
  /**
   * The folder has a new connection.
   *
   * @return who hears of that connection's calls; what was counted before stays counted
   */
  CallListener connected(FolderRef folder);

  /** The folder was deleted: nothing of it is shown any more. */
  void forget(FolderRef folder);
}
