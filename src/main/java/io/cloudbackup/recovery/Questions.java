package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.BackupQuery;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Pages;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one step asks the cloud.
 *
 * @param api null where the folder has no connection
 * @param machine the target's compute instance id, or empty while it is unclear
 * @param operationId to follow or to adopt, or null
 */
record Questions(
    @Nullable BackupApi api,
    String folderId,
    RecoveryPhase phase,
    String machine,
    @Nullable String operationId,
    @Nullable String taskId) {

  /**
   * The machine that matters: once a start was announced the one of its plan, even if the spec's
   * reference means another one by now. Empty while it is unclear.
   */
  static String machine(BackupRecoveryStatus before, Goal goal) {
    Plan plan = before.plan();
    String planned = plan == null ? "" : plan.computeInstanceId();
    String wanted = goal instanceof Goal.Clear(String id) ? id : planned;
    return switch (RecoveryDecision.standing(before)) {
      case Starting, Recovering, StartUnknown -> planned.isEmpty() ? wanted : planned;
      case Pending, AwaitingApproval, Queued, Succeeded, Failed, Expired, OutcomeUnknown -> wanted;
    };
  }

  private boolean plans() {
    return switch (phase) {
      case Pending, AwaitingApproval, Queued, Starting -> true;
      case Recovering, StartUnknown, Succeeded, Failed, Expired, OutcomeUnknown -> false;
    };
  }

  private boolean over() {
    return phase.terminal() || machine.isEmpty();
  }

  /** Whether it matters which tasks other recoveries follow. */
  boolean asksForClaims() {
    return !over() && taskId == null;
  }

  Lookup<Resource> target() {
    return over() || phase == RecoveryPhase.StartUnknown
        ? new Lookup.NotAsked<>()
        : ask("Resource.get", a -> a.getResource(machine));
  }

  Lookup<List<Task>> tasks() {
    return over()
        ? new Lookup.NotAsked<>()
        : ask(
            "Resource.listTasks",
            a -> Pages.all("Resource.listTasks", token -> a.listTasks(machine, token)));
  }

  Lookup<Operation> operation() {
    String id = operationId;
    return phase.terminal() || id == null
        ? new Lookup.NotAsked<>()
        : ask("Operation.get", a -> a.getOperation(id));
  }

  /**
   * The backup that the source selects now; found through the folder, so that it is the folder's.
   */
  Lookup<Backup> backup(BackupRecoverySpec.Source source, @Nullable String sourceMachine) {
    if (!plans() || over()) {
      return new Lookup.NotAsked<>();
    }
    String id = source.backupId();
    if (id != null) {
      return ask("Backup.get", a -> a.getBackup(folderId, id));
    }
    BackupRecoverySpec.Latest latest = source.latest();
    if (latest == null || sourceMachine == null) {
      return new Lookup.NotAsked<>();
    }
    return switch (backupsOf(sourceMachine)) {
      case Lookup.Found<List<Backup>>(List<Backup> all) ->
          newest(all, latest)
              .<Lookup<Backup>>map(b -> ask("Backup.get", a -> a.getBackup(folderId, b.id())))
              .orElse(new Lookup.Absent<>());
      case Lookup.Absent<List<Backup>> absent -> new Lookup.Absent<>();
      case Lookup.Failed<List<Backup>>(CloudError error) -> new Lookup.Failed<>(error);
      case Lookup.NotAsked<List<Backup>> notAsked -> new Lookup.NotAsked<>();
    };
  }

  /** How many newer backups of the same machine there are; null where that can't be told. */
  @Nullable Integer newerThan(Lookup<Backup> selected) {
    Backup backup = selected.found().orElse(null);
    if (backup == null || backup.createdAt() == null || backup.computeInstanceId().isEmpty()) {
      return null;
    }
    return backupsOf(backup.computeInstanceId())
        .found()
        .map(all -> (int) all.stream().filter(b -> !b.deleted() && youngerThan(b, backup)).count())
        .orElse(null);
  }

  private Lookup<List<Backup>> backupsOf(String sourceMachine) {
    return ask(
        "Backup.list",
        a ->
            Pages.all(
                "Backup.list",
                token -> a.listBackups(new BackupQuery.OfInstance(sourceMachine), token)));
  }

  private static Optional<Backup> newest(List<Backup> all, BackupRecoverySpec.Latest latest) {
    Instant before = Rfc3339.parse(latest.before());
    return all.stream()
        .filter(b -> !b.deleted() && b.createdAt() != null)
        .filter(b -> b.id().length() <= Plans.LONGEST_ID)
        .filter(b -> before == null || before.isAfter(b.createdAt()))
        .filter(b -> latest.policyId() == null || latest.policyId().equals(b.policyId()))
        .max(Comparator.comparing(Backup::createdAt).thenComparing(Backup::id));
  }

  private static boolean youngerThan(Backup candidate, Backup backup) {
    Instant created = candidate.createdAt();
    return created != null && backup.createdAt() != null && created.isAfter(backup.createdAt());
  }

  private <T> Lookup<T> ask(String call, Function<BackupApi, T> question) {
    BackupApi cloud = api;
    if (cloud == null) {
      return new Lookup.Failed<>(
          new CloudError(
              CloudError.Kind.UNREACHABLE,
              0,
              "the BackupFolder has no connection to the cloud",
              "",
              call));
    }
    return Lookup.of(() -> question.apply(cloud));
  }
}
