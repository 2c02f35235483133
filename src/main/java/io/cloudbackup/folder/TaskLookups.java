package io.cloudbackup.folder;

import io.cloudbackup.cloud.Task;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which machines' tasks are worth a call of their own after a sweep. */
final class TaskLookups {
  private TaskLookups() {}

  /**
   * The machines to ask for, most urgent first: those that are busy or have tasks under way, those
   * that changed since the sweep before, those whose tasks were never asked for. An idle machine
   * costs no call.
   *
   * @param changed which have changed
   * @param watched whether anybody wants to know
   * @param most how many at the most; the others' turn comes with a later sweep
   */
  static List<String> choose(
      FolderSnapshot now, Set<String> changed, Predicate<String> watched, int most) {
    return now.machines().entrySet().stream()
        .filter(entry -> urgency(entry, changed) != Urgency.NONE)
        .filter(entry -> watched.test(entry.getKey()))
        .sorted(
            Comparator.comparing((Map.Entry<String, Machine> entry) -> urgency(entry, changed))
                .thenComparing(Map.Entry::getKey))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** In the order in which they are served. */
  private enum Urgency {
    BUSY,
    CHANGED,
    NEVER_ASKED,
    NONE
  }

  private static Urgency urgency(Map.Entry<String, Machine> entry, Set<String> changed) {
    Machine machine = entry.getValue();
    List<Task> tasks = machine.tasks();
    if (machine.resource().busy() || (tasks != null && !tasks.stream().allMatch(Task::completed))) {
      return Urgency.BUSY;
    }
    if (changed.contains(entry.getKey())) {
      return Urgency.CHANGED;
    }
    return tasks == null ? Urgency.NEVER_ASKED : Urgency.NONE;
  }
}
