package io.cloudbackup.recovery;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderProblem;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.kubernetes.Marks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads live everything that the next step of a recovery follows from, and nothing that doesn't
 * matter to it.
 */
final class RecoveryObserver {
  private final Cluster cluster;
  private final FolderRegistry registry;
  private final FolderAccess access;
  private final MachineLocks locks;
  private final Sightings sightings;
  private final Timing timing;
  private final String me;
  private final Clock clock;

  /**
   * An observer.
   *
   * @param me this replica
   */
  RecoveryObserver(
      Cluster cluster,
      FolderRegistry registry,
      FolderAccess access,
      MachineLocks locks,
      Sightings sightings,
      Timing timing,
      String me,
      Clock clock) {
    this.cluster = cluster;
    this.registry = registry;
    this.access = access;
    this.locks = locks;
    this.sightings = sightings;
    this.timing = timing;
    this.me = me;
    this.clock = clock;
  }

  /** The connection that a send of this recovery uses, if there is one. */
  Optional<BackupApi> api(BackupRecovery recovery) {
    return registry
        .find(folderOf(recovery))
        .map(FolderState::api)
        .map(api -> api.in(Lane.RECOVERY));
  }

  /**
   * Whether the operator has just started and not tried the folder yet, so that nothing can be
   * said.
   */
  boolean folderStarts(BackupRecovery recovery) {
    return registry.find(folderOf(recovery)).filter(FolderState::expected).isPresent();
  }

  /**
   * Looks.
   *
   * @param steady what earlier steps of the same run were answered
   */
  RecoveryObservation observe(BackupRecovery recovery, SteadyAnswers steady) {
    BackupRecoveryStatus before =
        Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
    // Taken before anything is read: a list of tasks is at least as young as the time that it
    // proves.
    Duration unsettledFor = sightings.of(recovery.getMetadata().getUid(), before.start());
    Optional<FolderState> folder = folder(recovery, before);
    Goal goal = goal(recovery);
    String machine = Questions.machine(before, goal);
    MachineLocks.Look lock =
        machine.isEmpty() || before.currentPhase().terminal()
            ? MachineLocks.Look.NOTHING
            : locks.look(machine, recovery);
    Questions questions = questions(recovery, before, folder, machine, lock.view(), steady);
    Instant created = Instant.parse(recovery.getMetadata().getCreationTimestamp());
    String source = sourceMachine(recovery);
    Lookup<Backup> backup = questions.backup(recovery.getSpec().source(), source);
    Lookup<Operation> operation = questions.operation();
    Lookup<List<Task>> tasks = questions.tasks(operation);
    return new RecoveryObservation(
        recovery.getMetadata().getUid(),
        recovery.getMetadata().getGeneration(),
        created,
        recovery.isMarkedForDeletion(),
        recovery.hasFinalizer(BackupApiGroup.RECOVERY_FINALIZER),
        Marks.of(recovery),
        annotation(recovery),
        recovery.getSpec(),
        before,
        folderView(recovery, folder, goal, sources(source, backup)),
        goal,
        folder.map(FolderState::snapshot).flatMap(s -> s.machine(machine)).isPresent(),
        backup,
        questions.newerThan(backup),
        questions.source(backup),
        questions.ofTarget(),
        questions.target(operation),
        tasks,
        questions.asksForClaims(tasks, created) ? claims(recovery, machine, lock) : Claims.NONE,
        operation,
        lock.view(),
        lock.sent(),
        lock.startedBefore(),
        me,
        unsettledFor,
        timing,
        clock.instant());
  }

  /**
   * The folder with its spec as the API server has it now: a grant that was withdrawn counts no
   * more, even while a sweep of before goes on. What is over needs no such read.
   */
  private Optional<FolderState> folder(BackupRecovery recovery, BackupRecoveryStatus before) {
    FolderRef ref = folderOf(recovery);
    Optional<FolderState> known = registry.find(ref);
    if (known.isEmpty() || before.currentPhase().terminal()) {
      return known;
    }
    return cluster
        .folder(ref)
        .filter(live -> known.get().uid().equals(live.getMetadata().getUid()))
        .map(live -> known.get().withSpec(live.getSpec()));
  }

  private Questions questions(
      BackupRecovery recovery,
      BackupRecoveryStatus before,
      Optional<FolderState> folder,
      String machine,
      LockView lock,
      SteadyAnswers steady) {
    String named = ResolveDecision.adoptedOperation(annotation(recovery), before.start());
    return new Questions(
        folder.map(FolderState::api).map(api -> api.in(Lane.RECOVERY)).orElse(null),
        folder.map(f -> f.spec().folderId()).orElse(""),
        before,
        machine,
        operation(before, lock, named),
        StartDecision.behind(before, lock).isPresent(),
        steady);
  }

  /**
   * The operation that matters: the own one, the one that a person names, or before a start the one
   * that the lock's last holder left behind.
   */
  private static @Nullable String operation(
      BackupRecoveryStatus before, LockView lock, @Nullable String named) {
    return switch (RecoveryDecision.standing(before)) {
      case StartUnknown -> named;
      case Pending, AwaitingApproval, Queued ->
          lock instanceof LockView.Others others && others.left() && !others.operationId().isEmpty()
              ? others.operationId()
              : null;
      case Starting, Recovering, Succeeded, Failed, Expired, OutcomeUnknown -> before.operationId();
    };
  }

  /** References of the same namespace, to objects of the same folder. */
  private Goal goal(BackupRecovery recovery) {
    BackupRecoverySpec.Target target = recovery.getSpec().target();
    if (recovery.getSpec().source().latest() != null && sourceMachine(recovery) == null) {
      return unclear("source.latest.resourceRef", recovery);
    }
    if (target.computeInstanceId() != null) {
      return new Goal.Clear(target.computeInstanceId());
    }
    String machine = machineOf(target.resourceRef(), recovery);
    return machine == null ? unclear("target.resourceRef", recovery) : new Goal.Clear(machine);
  }

  private static Goal unclear(String field, BackupRecovery recovery) {
    return new Goal.Unclear(
        "ResourceNotFound",
        "spec."
            + field
            + " names no BackupResource in namespace "
            + recovery.getMetadata().getNamespace()
            + " that belongs to BackupFolder "
            + folderOf(recovery)
            + ".");
  }

  private @Nullable String sourceMachine(BackupRecovery recovery) {
    BackupRecoverySpec.Latest latest = recovery.getSpec().source().latest();
    if (latest == null) {
      return null;
    }
    return latest.computeInstanceId() != null
        ? latest.computeInstanceId()
        : machineOf(latest.resourceRef(), recovery);
  }

  private @Nullable String machineOf(
      BackupRecoverySpec.@Nullable ResourceRef ref, BackupRecovery recovery) {
    if (ref == null) {
      return null;
    }
    String namespace = recovery.getMetadata().getNamespace();
    return cluster
        .resource(namespace, ref.name())
        .filter(
            resource ->
                FolderRef.resolve(resource.getSpec().folderRef(), namespace)
                    .equals(folderOf(recovery)))
        .map(resource -> resource.getSpec().computeInstanceId())
        .orElse(null);
  }

  private FolderView folderView(
      BackupRecovery recovery, Optional<FolderState> found, Goal goal, List<String> sources) {
    String namespace = recovery.getMetadata().getNamespace();
    FolderRef ref = folderOf(recovery);
    Optional<FolderProblem> refusal = access.refusal(ref, namespace);
    if (refusal.isPresent()) {
      return new FolderView.Unusable(refusal.get().reason(), refusal.get().message());
    }
    if (found.isEmpty() || !access.mayObserve(found.get(), namespace)) {
      return new FolderView.Unusable(
          "FolderNotAvailable",
          "There is no BackupFolder "
              + ref
              + " that namespace "
              + namespace
              + " may use: create it, or name another one in spec.folderRef of another BackupRecovery.");
    }
    FolderState folder = found.get();
    if (goal instanceof Goal.Clear(String machine)
        && !access.mayAct(folder, namespace, AccessRule.RECOVER, machine)) {
      return new FolderView.Unusable(
          "NotPermitted",
          "BackupFolder "
              + ref
              + " doesn't grant namespace "
              + namespace
              + " Recover on machine "
              + machine
              + ".");
    }
    if (!sources.stream().allMatch(m -> access.mayAct(folder, namespace, AccessRule.RECOVER, m))) {
      return new FolderView.Unusable(
          "NotPermitted",
          "BackupFolder "
              + ref
              + " doesn't grant namespace "
              + namespace
              + " Recover on the machine that the backup is of: its backup could be read on the target.");
    }
    FolderProblem problem = folder.problem();
    if (folder.api() == null) {
      return new FolderView.Unusable(
          problem == null ? "FolderNotReady" : problem.reason(),
          "BackupFolder "
              + ref
              + " has no connection to the cloud"
              + (problem == null ? "." : ": " + problem.message()));
    }
    return new FolderView.Usable(folder.spec().folderId(), folder.spec().recoveryPolicy());
  }

  /**
   * The machines whose data the recovery reads, as far as they are known: who recovers a backup
   * onto a machine of theirs can read it there.
   */
  private static List<String> sources(@Nullable String named, Lookup<Backup> backup) {
    return Stream.of(Optional.ofNullable(named), backup.found().map(Backup::computeInstanceId))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What is known of the machine's other recoveries: by a live list, and by its lock. */
  private Claims claims(BackupRecovery recovery, String machine, MachineLocks.Look lock) {
    List<BackupRecovery> all = cluster.recoveries();
    Map<String, String> gone = new HashMap<>(lock.tasksOfOthers());
    all.forEach(r -> gone.remove(r.getMetadata().getUid()));
    List<BackupRecoveryStatus> others =
        all.stream()
            .filter(r -> !r.getMetadata().getUid().equals(recovery.getMetadata().getUid()))
            .map(BackupRecovery::getStatus)
            .filter(Objects::nonNull)
            .filter(s -> s.plan() != null && s.plan().computeInstanceId().equals(machine))
            .toList();
    return Claims.of(others, gone.values(), clock.instant());
  }

  private static @Nullable String annotation(BackupRecovery recovery) {
    Map<String, String> annotations = recovery.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(BackupApiGroup.RESOLVE_START);
  }

  static FolderRef folderOf(BackupRecovery recovery) {
    return FolderRef.resolve(recovery.getSpec().folderRef(), recovery.getMetadata().getNamespace());
  }
}
