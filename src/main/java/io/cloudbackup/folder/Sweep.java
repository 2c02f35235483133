package io.cloudbackup.folder;

import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Page;
import io.cloudbackup.cloud.Pages;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One look at a whole folder: ceil(machines/1000) calls, and one for each machine whose tasks are
 * wanted.
 */
final class Sweep {
  private static final int MOST_FAILURES_IN_A_ROW = 3;

  private final BackupApi api;
  private final Clock clock;
  private int requests;

  Sweep(BackupApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * How far the look-ups of tasks may go, so that the next sweep is not kept waiting by machines
   * whose tasks come slowly or not at all.
   *
   * @param most how many machines
   * @param time after which no further machine is asked for
   */
  record Limits(int most, Duration time) {}

  /** How many calls were made so far. */
  int requests() {
    return requests;
  }

  /** All machines, with the tasks that were known before. */
  FolderSnapshot machines(String folderId, @Nullable FolderSnapshot before) {
    List<Resource> found = Pages.all("Resource.list", token -> page(folderId, token));
    return FolderSnapshot.of(found, before, clock.instant());
  }

  private Page<Resource> page(String folderId, String token) {
    requests++;
    return api.listResources(folderId, token);
  }

  /**
   * The tasks of the machines for which they are wanted.
   *
   * @param failed hears of each machine whose tasks can't be had; the others go on
   */
  Map<String, List<Task>> tasks(
      FolderSnapshot now,
      @Nullable FolderSnapshot before,
      Predicate<String> watched,
      Limits limits,
      BiConsumer<String, CloudError> failed) {
    Map<String, List<Task>> tasks = new HashMap<>();
    Instant end = clock.instant().plus(limits.time());
    int failuresInARow = 0;
    for (String id : TaskLookups.choose(now, before, watched, limits.most())) {
      if (failuresInARow == MOST_FAILURES_IN_A_ROW || clock.instant().isAfter(end)) {
        break;
      }
      try {
        tasks.put(id, Pages.all("Resource.listTasks", token -> taskPage(id, token)));
        failuresInARow = 0;
      } catch (CloudException e) {
        failed.accept(id, e.error());
        // That one machine has none is no sign of a service that is ill.
        failuresInARow += e.error().kind() == CloudError.Kind.NOT_FOUND ? 0 : 1;
      }
    }
    return tasks;
  }

  private Page<Task> taskPage(String id, String token) {
    requests++;
    return api.listTasks(id, token);
  }
}
