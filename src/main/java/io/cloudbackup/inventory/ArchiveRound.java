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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the archives of the machines whose backups changed. The API lists those of one machine
 * only, so a machine that nobody watches, or whose backups are as they were, costs no call. One of
 * which the cloud gives none, as the machine has to run for that, costs one an hour.
 */
public final class ArchiveRound {
  private static final Duration BETWEEN_FAILURES = Duration.ofHours(1);

  /** So many machines in a row: then it is not about one of them. */
  private static final int MOST_UNANSWERED = 3;

  private final BackupLists lists;
  private final WatchedMachines watched;
  private final Clock clock;

  public ArchiveRound(BackupLists lists, WatchedMachines watched, Clock clock) {
    this.lists = lists;
    this.watched = watched;
    this.clock = clock;
  }

  /**
   * Adds what is missing to what is known of the folder's backups; of as many machines as half of
   * the request budget allows until the next list.
   *
   * @param check is called before each call, and may throw
   * @return why it ended before all were asked for; what the cloud gave until then is kept
   */
  Optional<CloudError> complete(FolderState folder, BackupApi api, Runnable check) {
    FolderBackups known = lists.of(folder.ref(), folder.uid());
    Map<String, MachineBackups> machines = new HashMap<>(known.machines());
    Instant now = clock.instant();
    List<String> missing =
        machines.keySet().stream()
            .filter(id -> due(Objects.requireNonNull(machines.get(id)), now))
            .filter(id -> watched.contains(folder.ref(), id))
            .sorted(byLastAsked(known.machines()))
            .limit(most(folder))
            .toList();
    try {
      int unanswered = 0;
      for (String id : missing) {
        check.run();
        Optional<CloudError> failure = ask(api, id, machines, now);
        unanswered = failure.isEmpty() ? 0 : unanswered + 1;
        if (unanswered == MOST_UNANSWERED || failure.filter(e -> !e.ambiguous()).isPresent()) {
          return failure;
        }
      }
      return Optional.empty();
    } finally {
      if (!missing.isEmpty()) {
        lists.put(folder.ref(), known.with(machines));
      }
    }
  }

  /** Those that were never asked for come first, so that no failing ones keep them back. */
  private static Comparator<String> byLastAsked(Map<String, MachineBackups> machines) {
    Function<String, @Nullable Instant> asked =
        id -> Objects.requireNonNull(machines.get(id)).archivesAsked();
    return Comparator.comparing(asked, Comparator.nullsFirst(Comparator.naturalOrder()))
        .thenComparing(Comparator.naturalOrder());
  }

  /**
   * Asks for those of one machine.
   *
   * @return why there was no answer, where it need not be for this machine only
   */
  private static Optional<CloudError> ask(
      BackupApi api, String id, Map<String, MachineBackups> machines, Instant now) {
    List<Archive> told = null;
    Optional<CloudError> failure = Optional.empty();
    try {
      told = api.listArchives(id);
    } catch (CloudException e) {
      failure = e.error().ofOneThing() ? Optional.empty() : Optional.of(e.error());
    }
    // What was not even sent is asked for again with the next list.
    if (failure.isEmpty() || failure.get().ambiguous()) {
      machines.put(id, Objects.requireNonNull(machines.get(id)).asked(told, now));
    }
    return failure;
  }

  private static boolean due(MachineBackups backups, Instant now) {
    Instant asked = backups.archivesAsked();
    return backups.archives() == null
        && (asked == null || !now.isBefore(asked.plus(BETWEEN_FAILURES)));
  }

  private static long most(FolderState folder) {
    long seconds = Rfc3339.duration(folder.spec().sweepInterval()).toSeconds();
    return Math.clamp(seconds * folder.spec().maxRequestsPerSecond() / 2, 10, 1_000);
  }
}
