package io.cloudbackup.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.TaskStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All at a glance, for {@code status}. Its JSON is for scripts, so its names stay.
 *
 * @param recoveries those that have not ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusView(
    List<Folder> folders,
    List<Machine> machines,
    List<RunningTask> tasks,
    List<Recovery> recoveries) {
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Folder(
      String namespace,
      String name,
      String folderId,
      String ready,
      String reason,
      @Nullable String message,
      @Nullable Integer machines,
      @Nullable Integer online,
      @Nullable String lastSweepTime) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Machine(
      String namespace,
      String name,
      String computeInstanceId,
      @Nullable String state,
      @Nullable Boolean online,
      @Nullable String lastBackupTime,
      @Nullable String nextBackupTime,
      String fresh,
      String ready,
      String reason,
      @Nullable Integer backups) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RunningTask(
      String namespace,
      String machine,
      String id,
      @Nullable String type,
      @Nullable String status,
      @Nullable Integer percent,
      @Nullable String startedAt) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Recovery(
      String namespace,
      String name,
      String phase,
      @Nullable String computeInstanceId,
      @Nullable Integer progressPercent,
      @Nullable String estimatedCompletionTime,
      @Nullable String message) {}

  static StatusView of(
      List<BackupFolder> folders, List<BackupResource> machines, List<BackupRecovery> recoveries) {
    return new StatusView(
        folders.stream().map(StatusView::folder).toList(),
        machines.stream().map(StatusView::machine).toList(),
        machines.stream().flatMap(StatusView::tasks).toList(),
        recoveries.stream().filter(StatusView::open).map(StatusView::recovery).toList());
  }

  /** Whether a person has to do something about it. */
  static boolean open(BackupRecovery recovery) {
    return !phase(recovery).terminal();
  }

  private static Folder folder(BackupFolder folder) {
    BackupFolderStatus status = status(folder);
    Optional<Condition> ready = Condition.find(status.conditions(), Condition.READY);
    BackupFolderStatus.Machines machines = status.machines();
    return new Folder(
        folder.getMetadata().getNamespace(),
        folder.getMetadata().getName(),
        folder.getSpec().folderId(),
        status(ready),
        reason(ready),
        ready.filter(r -> !r.status().equals(Condition.TRUE)).map(Condition::message).orElse(null),
        machines == null ? null : machines.total(),
        machines == null ? null : machines.online(),
        status.lastSweepTime());
  }

  private static Machine machine(BackupResource machine) {
    BackupResourceStatus status = status(machine);
    Optional<Condition> ready = Condition.find(status.conditions(), Condition.READY);
    BackupResourceStatus.Backups backups = status.backups();
    return new Machine(
        machine.getMetadata().getNamespace(),
        machine.getMetadata().getName(),
        machine.getSpec().computeInstanceId(),
        status.state(),
        status.online(),
        status.lastBackupTime(),
        status.nextBackupTime(),
        status(Condition.find(status.conditions(), BackupResourceStatus.BACKUP_FRESH)),
        status(ready),
        reason(ready),
        backups == null ? null : backups.count());
  }

  private static Stream<RunningTask> tasks(BackupResource machine) {
    return status(machine).activeTasks().stream().map(task -> task(machine, task));
  }

  private static RunningTask task(BackupResource machine, TaskStatus task) {
    return new RunningTask(
        machine.getMetadata().getNamespace(),
        machine.getMetadata().getName(),
        task.id(),
        task.type(),
        task.status(),
        task.percent(),
        task.startedAt());
  }

  private static Recovery recovery(BackupRecovery recovery) {
    BackupRecoveryStatus status = status(recovery);
    BackupRecoveryStatus.Plan plan = status.plan();
    return new Recovery(
        recovery.getMetadata().getNamespace(),
        recovery.getMetadata().getName(),
        phase(recovery).name(),
        plan == null ? null : plan.computeInstanceId(),
        status.progressPercent(),
        status.estimatedCompletionTime(),
        status.message());
  }

  static BackupFolderStatus status(BackupFolder folder) {
    return Objects.requireNonNullElse(folder.getStatus(), BackupFolderStatus.EMPTY);
  }

  static BackupResourceStatus status(BackupResource machine) {
    return Objects.requireNonNullElse(machine.getStatus(), BackupResourceStatus.EMPTY);
  }

  static BackupRecoveryStatus status(BackupRecovery recovery) {
    return Objects.requireNonNullElse(recovery.getStatus(), BackupRecoveryStatus.EMPTY);
  }

  static RecoveryPhase phase(BackupRecovery recovery) {
    return status(recovery).currentPhase();
  }

  private static String status(Optional<Condition> condition) {
    return condition.map(Condition::status).orElse("");
  }

  private static String reason(Optional<Condition> condition) {
    return condition.map(Condition::reason).orElse("");
  }
}
