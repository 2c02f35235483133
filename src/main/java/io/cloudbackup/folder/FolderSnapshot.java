package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolderStatus.Machines;
import io.cloudbackup.api.Condition;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All machines of a folder, as one complete sweep saw them, or a look at a single one since.
 *
 * @param time when the sweep ended
 * @param machines by compute instance id
 */
public record FolderSnapshot(Instant time, Map<String, Machine> machines) {
  private static final int MOST_STATES = 16;
  private static final int LONGEST_STATE = 64;

  public FolderSnapshot {
    machines = Map.copyOf(machines);
  }

  /**
   * What a sweep found, with the tasks that earlier ones knew. Where the cloud holds two resources
   * for a machine, the one that the machine controls counts, then the younger.
   */
  public static FolderSnapshot of(
      List<Resource> found, @Nullable FolderSnapshot before, Instant time) {
    Map<String, Machine> machines = new HashMap<>(found.size() * 2);
    for (Resource resource : found) {
      String id = resource.computeInstanceId();
      List<Task> tasks =
          before == null ? null : before.machine(id).map(Machine::tasks).orElse(null);
      machines.merge(id, new Machine(resource, tasks), FolderSnapshot::current);
    }
    return new FolderSnapshot(time, machines);
  }

  private static Machine current(Machine a, Machine b) {
    Comparator<Machine> order =
        Comparator.<Machine, Boolean>comparing(m -> m.resource().isActive())
            .thenComparing(
                m -> m.resource().createdAt(), Comparator.nullsFirst(Comparator.naturalOrder()));
    return order.compare(a, b) >= 0 ? a : b;
  }

  /** The machine, if the sweep saw it. */
  public Optional<Machine> machine(String computeInstanceId) {
    return Optional.ofNullable(machines.get(computeInstanceId));
  }

  /** The same machines with some tasks replaced. */
  public FolderSnapshot withTasks(Map<String, ? extends @Nullable List<Task>> tasks) {
    Map<String, Machine> updated = new HashMap<>(machines);
    tasks.forEach(
        (id, list) ->
            updated.computeIfPresent(id, (same, machine) -> new Machine(machine.resource(), list)));
    return new FolderSnapshot(time, updated);
  }

  /** The same machines but for one of them, as a look of its own found it; null where it went. */
  FolderSnapshot withMachine(String computeInstanceId, @Nullable Machine found) {
    Map<String, Machine> updated = new HashMap<>(machines);
    if (found == null) {
      updated.remove(computeInstanceId);
    } else {
      updated.put(computeInstanceId, found);
    }
    return new FolderSnapshot(time, updated);
  }

  /**
   * The same, save what looks at single machines have found since: that is newer.
   *
   * @param base what they found it by
   * @param present what became of {@code base}
   */
  FolderSnapshot withLearned(FolderSnapshot base, FolderSnapshot present) {
    Map<String, Machine> updated = new HashMap<>(machines);
    base.machines.forEach(
        (id, machine) -> {
          Machine learned = present.machines.get(id);
          if (learned == null) {
            updated.remove(id);
          } else if (!learned.equals(machine)) {
            updated.replace(id, learned);
          }
        });
    return new FolderSnapshot(time, updated);
  }

  /** The machines that came, went or differ from an earlier snapshot. */
  public Set<String> changedSince(@Nullable FolderSnapshot before) {
    if (before == null) {
      return machines.keySet();
    }
    Set<String> changed = new HashSet<>();
    machines.forEach(
        (id, machine) -> {
          Machine old = before.machines.get(id);
          if (old == null || !old.sameAs(machine)) {
            changed.add(id);
          }
        });
    before.machines.keySet().stream().filter(id -> !machines.containsKey(id)).forEach(changed::add);
    return changed;
  }

  /** How many machines there are in each state. */
  public Machines counts() {
    Map<String, Integer> states = new TreeMap<>();
    int online = 0;
    for (Machine machine : machines.values()) {
      String state = Condition.limit(machine.resource().status(), LONGEST_STATE);
      String key =
          states.size() < MOST_STATES - 1 || states.containsKey(state) ? state : Resource.OTHER;
      states.merge(key.isEmpty() ? Resource.OTHER : key, 1, Integer::sum);
      online += machine.resource().online() ? 1 : 0;
    }
    return new Machines(machines.size(), online, states);
  }
}
