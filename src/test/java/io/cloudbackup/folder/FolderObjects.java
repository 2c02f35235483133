package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** BackupFolders of which only the metadata matters. */
final class FolderObjects {
  private FolderObjects() {}

  static BackupFolder folder(String uid, long generation, Map<String, String> annotations) {
    BackupFolder folder = new BackupFolder();
    folder.setMetadata(
        new ObjectMetaBuilder()
            .withName("default")
            .withNamespace("team")
            .withUid(uid)
            .withGeneration(generation)
            .withAnnotations(annotations)
            .build());
    return folder;
  }
}
