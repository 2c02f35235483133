package io.cloudbackup.resource;

import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.api.TaskStatus;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes what the cloud says of a machine as the status says it, within the schema's limits. */
final class ResourceMirror {
  private static final int MOST_ACTIVE = 50;
  private static final Comparator<Task> NEWEST_FIRST =
      Comparator.<Task, Instant>comparing(
              t -> t.enqueuedAt() != null ? t.enqueuedAt() : t.startedAt(),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingLong(Task::id)
          .reversed();

  private ResourceMirror() {}

  /**
   * The status with the cloud's fields taken from {@code machine}, the others from {@code before}.
   * A record of which only updatedAt differs leaves the status as it is.
   */
  static BackupResourceStatus mirror(
      BackupResourceStatus before, Resource machine, @Nullable List<Task> tasks, int historyLimit) {
    BackupResourceStatus fresh =
        withUpdatedAt(before, machine, tasks, historyLimit, before.updatedAt());
    return fresh.equals(before)
        ? before
        : withUpdatedAt(before, machine, tasks, historyLimit, Rfc3339.full(machine.updatedAt()));
  }

  private static BackupResourceStatus withUpdatedAt(
      BackupResourceStatus before,
      Resource machine,
      @Nullable List<Task> tasks,
      int historyLimit,
      @Nullable String updatedAt) {
    return new BackupResourceStatus(
        before.observedGeneration(),
        before.lastHandledReconcileAt(),
        before.conditions(),
        text(machine.status(), 64),
        text(machine.statusDetails(), 1024),
        machine.busy() ? Math.clamp(machine.statusProgress(), 0, 100) : null,
        Rfc3339.full(machine.lastBackupTime()),
        Rfc3339.full(machine.nextBackupTime()),
        machine.online(),
        machine.enabled(),
        machine.isActive(),
        text(machine.initStatus(), 64),
        text(machine.metadata().equals("null") ? "" : machine.metadata(), 1024),
        text(machine.resourceId(), 64),
        text(machine.type(), 64),
        Rfc3339.full(machine.createdAt()),
        updatedAt,
        agent(machine.agentInfo()),
        tasks == null ? before.activeTasks() : some(tasks, t -> !t.completed(), MOST_ACTIVE),
        tasks == null ? before.recentTasks() : some(tasks, Task::completed, historyLimit),
        before.backups(),
        before.deleteOperationId());
  }

  private static List<TaskStatus> some(List<Task> tasks, Predicate<Task> which, int most) {
    return tasks.stream()
        .filter(which)
        .sorted(NEWEST_FIRST)
        .limit(most)
        .map(ResourceMirror::task)
        .toList();
  }

  private static TaskStatus task(Task task) {
    Task.Progress progress = task.progress();
    return new TaskStatus(
        Long.toString(task.id()),
        text(task.type(), 64),
        text(task.status(), 64),
        progress == null ? null : new TaskStatus.Progress(progress.current(), progress.total()),
        progress == null ? null : progress.percent(),
        Rfc3339.full(task.enqueuedAt()),
        Rfc3339.full(task.startedAt()),
        Rfc3339.full(task.completedAt()),
        text(task.resultCode(), 64),
        text(task.error(), 1024));
  }

  private static BackupResourceStatus.@Nullable Agent agent(Resource.@Nullable AgentInfo agent) {
    return agent == null
        ? null
        : new BackupResourceStatus.Agent(
            text(agent.currentVersion(), 64), text(agent.latestVersion(), 64), agent.canUpdate());
  }

  private static @Nullable String text(String text, int most) {
    return Objects.requireNonNull(text).isEmpty() ? null : Condition.limit(text, most);
  }
}
