package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What other recoveries of a machine say of its tasks.
 *
 * @param taskIds the tasks that they follow
 * @param unseen whether one of them began and never saw its task, which may still show
 */
record Claims(Set<String> taskIds, boolean unseen) {
  static final Claims NONE = new Claims(Set.of(), false);

  Claims {
    taskIds = Set.copyOf(taskIds);
  }

  static Claims of(List<BackupRecoveryStatus> others) {
    return new Claims(
        others.stream()
            .map(BackupRecoveryStatus::taskId)
            .filter(Objects::nonNull)
            .collect(Collectors.toUnmodifiableSet()),
        others.stream().anyMatch(s -> began(s) && s.taskId() == null));
  }

  private static boolean began(BackupRecoveryStatus status) {
    Start start = status.start();
    return start != null && start.evidence() != null;
  }
}
