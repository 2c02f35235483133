package io.cloudbackup.folder;

import io.cloudbackup.api.FolderRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Remembers what is told of folders and machines. */
public final class HeardBackups implements FolderRegistry.Listener {
  private final List<String> heard = new ArrayList<>();

  /** Lists of backups of which nobody wants to hear. */
  public static BackupLists unheard() {
    return new BackupLists(new HeardBackups());
  }

  List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void machinesChanged(FolderRef folder, Set<String> computeInstanceIds) {
    heard.add(folder + " " + new TreeSet<>(computeInstanceIds));
  }

  @Override
  public void folderChanged(FolderRef folder) {
    heard.add(folder.toString());
  }
}
