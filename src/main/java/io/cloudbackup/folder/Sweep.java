package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.Rfc3339;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
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
  private final BooleanSupplier outdated;
  private final Map<String, CloudError> failures = new TreeMap<>();
  private int requests;
  private boolean brokenOff;

  /**
   * @param outdated whether it is no use to go on; asked before each machine's tasks
   */
  Sweep(BackupApi api, Clock clock, BooleanSupplier outdated) {
    this.api = api;
    this.clock = clock;
    this.outdated = outdated;
  }

  /**
   * How far the look-ups of tasks may go, so that the next sweep is not kept waiting by machines
   * whose tasks come slowly or not at all.
   *
   * @param most how many machines
   * @param time after which no further machine is asked for
   */
  record Limits(int most, Duration time) {
    /** Half of what the budget gives until the next sweep, so that the sweeps stay in time. */
    static Limits of(BackupFolderSpec spec) {
      Duration interval = Rfc3339.duration(spec.sweepInterval());
      long half = interval.toSeconds() * spec.maxRequestsPerSecond() / 2;
      return new Limits(Math.clamp(half, 10, 10_000), interval);
    }
  }

  /** Whether it ended early, since it was outdated. */
  boolean brokenOff() {
    return brokenOff;
  }

  /** Whose tasks can't be had, for a person; null where there is nothing to complain of. */
  @Nullable String complaint() {
    return failures.isEmpty()
        ? null
        : "the tasks of "
            + failures.size()
            + " machines can't be listed: "
            + failures.values().iterator().next().text();
  }

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
   * The tasks of the machines for which they are wanted. Where those of one can't be had, the
   * others go on. Null for a machine that changed and whose turn did not come, or that could not be
   * asked: a change shows in one sweep only, so the next one is to ask for it as never asked.
   */
  Map<String, @Nullable List<Task>> tasks(
      FolderSnapshot now,
      @Nullable FolderSnapshot before,
      Predicate<String> watched,
      Limits limits) {
    Set<String> changed = before == null ? Set.of() : now.changedSince(before);
    Map<String, @Nullable List<Task>> tasks = new HashMap<>();
    changed.forEach(id -> tasks.put(id, null));
    Instant end = clock.instant().plus(limits.time());
    int failuresInARow = 0;
    for (String id : TaskLookups.choose(now, changed, watched, limits.most())) {
      if (failuresInARow == MOST_FAILURES_IN_A_ROW || clock.instant().isAfter(end)) {
        break;
      }
      if (outdated.getAsBoolean()) {
        brokenOff = true;
        break;
      }
      try {
        tasks.put(id, Pages.all("Resource.listTasks", token -> taskPage(id, token)));
        failuresInARow = 0;
      } catch (CloudException e) {
        failures.put(id, e.error());
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
