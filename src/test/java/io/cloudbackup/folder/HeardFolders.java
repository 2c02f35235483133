package io.cloudbackup.folder;

import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.CallListener;
import java.util.ArrayList;
import java.util.List;

/** Remembers which folders were connected and forgotten; their calls it doesn't count. */
final class HeardFolders implements FolderMeters {
  private final List<String> heard = new ArrayList<>();

  @Override
  public CallListener connected(FolderRef folder) {
    heard.add("connected " + folder);
    return CallListener.NONE;
  }

  @Override
  public void forget(FolderRef folder) {
    heard.add("forgot " + folder);
  }

  List<String> heard() {
    return List.copyOf(heard);
  }
}
