package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What other recoveries of a machine say of its tasks.
 *
 * @param taskIds the tasks that they follow
 * @param unseen whether one of them began within the last day, or may have, and never saw its task,
 *     which may still show
 */
record Claims(Set<String> taskIds, boolean unseen) {
  /** A task that shows this long after its start is no new one. */
  static final Duration LATEST = Duration.ofDays(1);

  static final Claims NONE = new Claims(Set.of(), false);

  Claims {
    taskIds = Set.copyOf(taskIds);
  }

  /**
   * What is known of the others.
   *
   * @param others that still exist
   * @param tasksOfGone the tasks of those whose objects are gone; empty where unknown
   */
  static Claims of(List<BackupRecoveryStatus> others, Collection<String> tasksOfGone, Instant now) {
    return new Claims(
        Stream.concat(others.stream().map(BackupRecoveryStatus::taskId), tasksOfGone.stream())
            .filter(Objects::nonNull)
            .collect(Collectors.toUnmodifiableSet()),
        tasksOfGone.contains("")
            || others.stream().anyMatch(s -> s.taskId() == null && mayHaveBegun(s, now)));
  }

  private static boolean mayHaveBegun(BackupRecoveryStatus status, Instant now) {
    Start start = status.start();
    Instant sent = start == null ? null : Rfc3339.parse(start.lastSentTime());
    return start != null
        && (start.unsettled() || start.evidence() != null)
        && (sent == null || now.isBefore(sent.plus(LATEST)));
  }
}
