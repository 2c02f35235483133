package io.cloudbackup.folder;

import io.cloudbackup.api.FolderRef;

/** Knows whether anybody watches a machine. */
public interface WatchedMachines {
  boolean contains(FolderRef folder, String computeInstanceId);
}
