package io.cloudbackup.folder;

import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine as a sweep saw it.
 *
 * @param tasks as they were when they were last asked for; null where they never were
 */
public record Machine(Resource resource, @Nullable List<Task> tasks) {
  public Machine {
    tasks = tasks == null ? null : List.copyOf(tasks);
  }

  /** Whether nothing of interest differs; the cloud moves updatedAt on its own. */
  public boolean sameAs(Machine other) {
    return equals(other)
        || (withoutUpdatedAt(resource).equals(withoutUpdatedAt(other.resource))
            && Objects.equals(tasks, other.tasks));
  }

  private static Resource withoutUpdatedAt(Resource r) {
    return new Resource(
        r.computeInstanceId(),
        r.createdAt(),
        null,
        r.online(),
        r.enabled(),
        r.status(),
        r.statusDetails(),
        r.statusProgress(),
        r.lastBackupTime(),
        r.nextBackupTime(),
        r.resourceId(),
        r.isActive(),
        r.initStatus(),
        r.metadata(),
        r.type(),
        r.tenantInfo(),
        r.agentInfo());
  }
}
