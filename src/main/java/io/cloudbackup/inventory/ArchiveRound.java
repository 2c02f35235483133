package io.cloudbackup.inventory;

import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Archive;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.FolderBackups;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.MachineBackups;
import io.cloudbackup.folder.WatchedMachines;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
   * @throws CloudException where the service does not answer; what it gave before is kept, and
   *     those that it left unanswered are asked for again after an hour
   */
  void complete(FolderState folder, BackupApi api, Runnable check) {
    FolderBackups known = lists.of(folder.ref(), folder.uid());
    Map<String, MachineBackups> machines = new HashMap<>(known.machines());
    Instant now = clock.instant();
    List<String> missing =
        machines.keySet().stream()
            .filter(id -> due(Objects.requireNonNull(machines.get(id)), now))
            .filter(id -> watched.contains(folder.ref(), id))
            .sorted()
            .limit(most(folder))
            .toList();
    try {
      int unanswered = 0;
      for (String id : missing) {
        check.run();
        Optional<CloudException> failure = ask(api, id, machines, now);
        unanswered = failure.isEmpty() ? 0 : unanswered + 1;
        if (unanswered == MOST_UNANSWERED) {
          throw failure.orElseThrow();
        }
      }
    } finally {
      if (!missing.isEmpty()) {
        lists.put(folder.ref(), known.with(machines));
      }
    }
  }

  /**
   * Asks for those of one machine.
   *
   * @return why there was no answer, which may be for this machine alone
   * @throws CloudException where no machine would get an answer
   */
  private static Optional<CloudException> ask(
      BackupApi api, String id, Map<String, MachineBackups> machines, Instant now) {
    Optional<CloudException> failure = Optional.empty();
    List<Archive> told = null;
    try {
      told = api.listArchives(id);
    } catch (CloudException e) {
      boolean ofThisOne = e.error().ofOneThing();
      // What was sent and not answered may be so for this one too.
      if (!ofThisOne && !e.error().ambiguous()) {
        throw e;
      }
      failure = Optional.of(e).filter(f -> !ofThisOne);
    }
    machines.put(id, Objects.requireNonNull(machines.get(id)).asked(told, now));
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
