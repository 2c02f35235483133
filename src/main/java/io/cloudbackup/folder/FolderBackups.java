package io.cloudbackup.folder;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a folder's backups.
 *
 * @param uid of the BackupFolder
 * @param time when the last complete list ended; null where there was none
 * @param count of all backups in that list
 * @param shown how many of them are to be shown as CloudBackups
 * @param machines by compute instance id; one that is missing has none
 * @param problem why what is said here is not current, or not shown, or null
 */
public record FolderBackups(
    String uid,
    @Nullable Instant time,
    int count,
    int shown,
    Map<String, MachineBackups> machines,
    @Nullable FolderProblem problem) {
  public FolderBackups {
    machines = Map.copyOf(machines);
  }

  /** A folder whose backups were never listed. */
  public static FolderBackups unknown(String uid) {
    return new FolderBackups(uid, null, 0, 0, Map.of(), null);
  }

  /** The same, and why that is not the whole truth. */
  public FolderBackups with(@Nullable FolderProblem trouble) {
    return new FolderBackups(uid, time, count, shown, machines, trouble);
  }

  /** The same with something else known of the machines' archives. */
  public FolderBackups with(Map<String, MachineBackups> completed) {
    return new FolderBackups(uid, time, count, shown, completed, problem);
  }

  /** The backups of a machine; null where they were never listed. */
  public @Nullable MachineBackups machine(String computeInstanceId) {
    return time == null ? null : machines.getOrDefault(computeInstanceId, MachineBackups.NONE);
  }

  /** The machines of which something else is known than before. */
  Set<String> changedSince(FolderBackups before) {
    Set<String> changed = new HashSet<>(machines.keySet());
    changed.addAll(before.machines.keySet());
    changed.removeIf(id -> Objects.equals(machines.get(id), before.machines.get(id)));
    return changed;
  }
}
