package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.cloud.Task;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The target's tasks, as a recovery looks at them. Pure. */
final class Tasks {
  /** As many as the status holds. */
  static final int MOST_KNOWN = 64;

  private Tasks() {}

  /**
   * All RECOVERY tasks of the target, newest first, each of them once: while the pages of a list
   * are read its entries move, and one may come twice.
   */
  static List<Task> recoveries(RecoveryObservation seen) {
    SortedMap<Long, Task> newestFirst = new TreeMap<>(Comparator.reverseOrder());
    seen.tasks().found().orElse(List.of()).stream()
        .filter(t -> t.type().equals(Task.RECOVERY))
        .forEach(t -> newestFirst.put(t.id(), t));
    return List.copyOf(newestFirst.values());
  }

  /**
   * The RECOVERY tasks that were not there before the start, and that no other recovery follows.
   */
  static List<Task> candidates(RecoveryObservation seen, Start start) {
    return recoveries(seen).stream()
        .filter(t -> !start.knownTaskIds().contains(Long.toString(t.id())))
        .filter(t -> !seen.claims().taskIds().contains(Long.toString(t.id())))
        .toList();
  }

  /**
   * Whether {@code start} names all tasks from before it: a list that is full may have been cut,
   * and then an old task would pass for a new one.
   */
  static boolean allKnown(Start start) {
    return start.knownTaskIds().size() < MOST_KNOWN;
  }

  /** Their ids, as many as the status holds. */
  static List<String> ids(List<Task> tasks) {
    return tasks.stream().limit(MOST_KNOWN).map(t -> Long.toString(t.id())).toList();
  }
}
