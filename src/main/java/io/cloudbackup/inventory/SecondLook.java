package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What the cloud says of single backups that its list lacks.
 *
 * @param gone the CloudBackups whose backup it says it hasn't
 * @param found the ids of those that it has
 * @param error why the cloud gave no answer about one of them, the first such one, or null
 * @param more whether others are worth asking for at once; a next list shows them again
 */
record SecondLook(
    List<CloudBackup> gone, List<String> found, @Nullable CloudError error, boolean more) {
  private static final int MOST = 100;

  /** Then the list can't be trusted, and asking for all others is no use. */
  private static final int MOST_FOUND = 3;

  /**
   * Looks at some of them.
   *
   * @param random which ones: those of which the cloud tells nothing must not keep it from the
   *     others for ever
   * @param check is called before each call, and may throw
   */
  static SecondLook at(
      List<CloudBackup> doubted, BackupApi api, String folderId, Random random, Runnable check) {
    List<CloudBackup> some = new ArrayList<>(doubted);
    Collections.shuffle(some, random);
    List<CloudBackup> gone = new ArrayList<>();
    List<String> found = new ArrayList<>();
    CloudError first = null;
    for (CloudBackup mirror : some.subList(0, Math.min(MOST, some.size()))) {
      check.run();
      String id = mirror.getSpec().backupId();
      switch (Lookup.of(() -> api.getBackup(folderId, id))) {
        case Lookup.Absent<Backup> absent -> gone.add(mirror);
        case Lookup.Found<Backup>(Backup backup) when backup.deleted() -> gone.add(mirror);
        case Lookup.Found<Backup> there -> found.add(id);
        case Lookup.NotAsked<Backup> notAsked -> {}
        case Lookup.Failed<Backup>(CloudError error) -> {
          first = first == null ? error : first;
          if (!error.ofOneThing()) {
            return new SecondLook(gone, found, first, false);
          }
        }
      }
      if (found.size() == MOST_FOUND) {
        return new SecondLook(gone, found, first, false);
      }
    }
    // Where the cloud tells nothing of these, it is no use to ask for the others at once.
    return new SecondLook(gone, found, first, doubted.size() > MOST && !gone.isEmpty());
  }
}
