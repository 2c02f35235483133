package io.cloudbackup.folder;

import io.cloudbackup.api.FolderRef;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the backups of each folder whose inventory is on. */
public final class BackupLists {
  private final Map<FolderRef, FolderBackups> folders = new ConcurrentHashMap<>();
  private final FolderRegistry.Listener listener;

  /**
   * @param listener hears of the machines of whose backups something else is known
   */
  public BackupLists(FolderRegistry.Listener listener) {
    this.listener = listener;
  }

  /** What is known of the backups of that folder, and not of another one of its name. */
  public FolderBackups of(FolderRef ref, String uid) {
    FolderBackups known = folders.get(ref);
    return known == null || !known.uid().equals(uid) ? FolderBackups.unknown(uid) : known;
  }

  /** Takes note of what was found. */
  public void put(FolderRef ref, FolderBackups found) {
    FolderBackups before = of(ref, found.uid());
    folders.put(ref, found);
    if (found.time() != null && before.time() == null) {
      // Of a machine without backups that is news too.
      listener.folderChanged(ref);
      return;
    }
    Set<String> machines = found.changedSince(before);
    if (!machines.isEmpty()) {
      listener.machinesChanged(ref, machines);
    }
  }

  /** The folder's inventory is off, or the folder was deleted. */
  public void forget(FolderRef ref) {
    folders.remove(ref);
  }
}
