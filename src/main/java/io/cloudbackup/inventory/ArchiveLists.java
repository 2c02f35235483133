package io.cloudbackup.inventory;

import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Archive;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.FolderBackups;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.MachineBackups;
import io.cloudbackup.folder.WatchedMachines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Asks for the archives of the machines whose backups changed. The API lists those of one machine
 * only, so a machine that nobody watches, or whose backups are as they were, costs no call.
 */
public final class ArchiveLists {
  /** Enough to tell that it is not one machine, but the service. */
  private static final int MOST_FAILURES = 3;

  private final BackupLists lists;
  private final WatchedMachines watched;

  public ArchiveLists(BackupLists lists, WatchedMachines watched) {
    this.lists = lists;
    this.watched = watched;
  }

  /**
   * Adds what is missing to what is known of the folder's backups; of as many machines as half of
   * the request budget allows until the next list.
   *
   * @param check is called before each call, and may throw
   * @throws CloudException where the cloud does not give those of some machines; others are kept
   */
  void complete(FolderState folder, BackupApi api, Runnable check) {
    FolderBackups known = lists.of(folder.ref(), folder.uid());
    Map<String, MachineBackups> machines = new HashMap<>(known.machines());
    List<String> missing =
        machines.keySet().stream()
            .filter(id -> Objects.requireNonNull(machines.get(id)).archives() == null)
            .filter(id -> watched.contains(folder.ref(), id))
            .sorted()
            .limit(most(folder))
            .toList();
    List<CloudException> failures = new ArrayList<>();
    for (String id : missing) {
      if (failures.size() == MOST_FAILURES) {
        break;
      }
      check.run();
      try {
        machines.computeIfPresent(id, (same, backups) -> backups.with(archives(api, id)));
      } catch (CloudException e) {
        failures.add(e);
      }
    }
    if (!missing.isEmpty()) {
      lists.put(folder.ref(), known.with(machines));
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  /** None where the machine is not registered any more: its backups stay. */
  private static List<Archive> archives(BackupApi api, String computeInstanceId) {
    try {
      return api.listArchives(computeInstanceId);
    } catch (CloudException e) {
      if (e.error().kind() == CloudError.Kind.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private static long most(FolderState folder) {
    long seconds = Rfc3339.duration(folder.spec().sweepInterval()).toSeconds();
    return Math.clamp(seconds * folder.spec().maxRequestsPerSecond() / 2, 10, 1_000);
  }
}
