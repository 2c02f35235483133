package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
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

/** What one step asks the cloud: nothing that doesn't matter to it, and nothing twice. */
final class Questions {
  private final @Nullable BackupApi api;
  private final String folderId;
  private final BackupRecoveryStatus before;
  private final RecoveryPhase phase;
  private final String machine;
  private final @Nullable String operationId;
  private final boolean behind;
  private final SteadyAnswers steady;

  /**
   * The questions of a step.
   *
   * @param api null where the folder has no connection
   * @param before the status as it is stored
   * @param machine the target's compute instance id, or empty while it is unclear
   * @param operationId to follow or to adopt, or null
   * @param steady what was answered of late about what doesn't change
   * @param behind whether another recovery holds the machine's lock, so that nothing that the cloud
   *     says of a start matters yet
   */
  Questions(
      @Nullable BackupApi api,
      String folderId,
      BackupRecoveryStatus before,
      String machine,
      @Nullable String operationId,
      boolean behind,
      SteadyAnswers steady) {
    this.api = api;
    this.folderId = folderId;
    this.before = before;
    this.phase = RecoveryDecision.standing(before);
    this.machine = machine;
    this.operationId = operationId;
    this.behind = behind;
    this.steady = steady;
  }

  /** The same, of which none reaches the cloud. */
  Questions unasked() {
    return new Questions(null, folderId, before, machine, operationId, behind, steady);
  }

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

  private boolean beforeStart() {
    return plans() && phase != RecoveryPhase.Starting;
  }

  /** Whether nothing that the cloud says of the machine matters. */
  private boolean machineDoesNotMatter() {
    return phase.terminal() || machine.isEmpty() || behind;
  }

  Lookup<Operation> operation() {
    String id = operationId;
    return phase.terminal() || id == null
        ? new Lookup.NotAsked<>()
        : ask("Operation.get", a -> a.getOperation(id));
  }

  /** The target's tasks; not while the operation runs and shows how far it is. */
  Lookup<List<Task>> tasks(Lookup<Operation> operation) {
    boolean shown =
        followed(operation)
            .filter(o -> !o.done() && o.error() == null && o.percent().isPresent())
            .isPresent();
    return machineDoesNotMatter() || shown
        ? new Lookup.NotAsked<>()
        : ask(
            "Resource.listTasks",
            a -> Pages.all("Resource.listTasks", token -> a.listTasks(machine, token)));
  }

  /** The target; not while the operation and its task are known, which tell more. */
  Lookup<Resource> target(Lookup<Operation> operation) {
    return machineDoesNotMatter()
            || phase == RecoveryPhase.StartUnknown
            || followed(operation).isPresent()
        ? new Lookup.NotAsked<>()
        : ask("Resource.get", a -> a.getResource(machine));
  }

  /** The own operation of a recovery whose task is known too. */
  private Optional<Operation> followed(Lookup<Operation> operation) {
    return phase == RecoveryPhase.Recovering && before.taskId() != null
        ? operation.found().filter(o -> ResolveDecision.speaksOf(o, before.plan()))
        : Optional.empty();
  }

  /**
   * Whether it matters which tasks other recoveries follow: where one may be this one's. Before the
   * start that is none from before the object.
   */
  boolean asksForClaims(Lookup<List<Task>> tasks, Instant created) {
    Start start = before.start();
    List<String> known = start == null ? List.of() : start.knownTaskIds();
    return !machineDoesNotMatter()
        && before.taskId() == null
        && tasks.found().orElse(List.of()).stream()
            .filter(task -> task.type().equals(Task.RECOVERY))
            .filter(task -> !known.contains(Long.toString(task.id())))
            .anyMatch(task -> !beforeStart() || StartDecision.newerThan(task, created));
  }

  /**
   * The backup that the source selects now; found through the folder, so that it is the folder's.
   */
  Lookup<Backup> backup(BackupRecoverySpec.Source source, @Nullable String sourceMachine) {
    if (!plans() || machineDoesNotMatter()) {
      return new Lookup.NotAsked<>();
    }
    String id = source.backupId();
    if (id != null) {
      return backup(id);
    }
    BackupRecoverySpec.Latest latest = source.latest();
    if (latest == null || sourceMachine == null) {
      return new Lookup.NotAsked<>();
    }
    return switch (backupsOf(sourceMachine)) {
      case Lookup.Found<List<Backup>>(List<Backup> all) ->
          newest(all, latest).map(newest -> backup(newest.id())).orElse(new Lookup.Absent<>());
      case Lookup.Absent<List<Backup>> absent -> new Lookup.Absent<>();
      case Lookup.Failed<List<Backup>>(CloudError error) -> new Lookup.Failed<>(error);
      case Lookup.NotAsked<List<Backup>> notAsked -> new Lookup.NotAsked<>();
    };
  }

  private Lookup<Backup> backup(String id) {
    return steady.of("backup " + id, () -> ask("Backup.get", a -> a.getBackup(folderId, id)));
  }

  /** The machine that the backup was made of, where that is not the target. */
  Lookup<Resource> source(Lookup<Backup> selected) {
    return selected
        .found()
        .map(Backup::computeInstanceId)
        .filter(id -> !id.isEmpty() && !id.equals(machine))
        .map(id -> steady.of("source " + id, () -> ask("Resource.get", a -> a.getResource(id))))
        .orElse(new Lookup.NotAsked<>());
  }

  /** The target's own backups. */
  Lookup<List<Backup>> ofTarget() {
    return !plans() || machineDoesNotMatter() ? new Lookup.NotAsked<>() : backupsOf(machine);
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
    return steady.of(
        "backups of " + sourceMachine,
        () ->
            ask(
                "Backup.list",
                a ->
                    Pages.all(
                        "Backup.list",
                        token -> a.listBackups(new BackupQuery.OfInstance(sourceMachine), token))));
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
