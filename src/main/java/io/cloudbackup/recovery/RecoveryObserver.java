package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
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
  private final Folders folders;
  private final References references;
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
      Folders folders,
      MachineLocks locks,
      Sightings sightings,
      Timing timing,
      String me,
      Clock clock) {
    this.cluster = cluster;
    this.folders = folders;
    this.references = new References(cluster);
    this.locks = locks;
    this.sightings = sightings;
    this.timing = timing;
    this.me = me;
    this.clock = clock;
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
    Optional<FolderState> folder = folders.live(recovery, before);
    String source = references.sourceMachine(recovery);
    Goal goal = references.goal(recovery, source);
    String machine = Questions.machine(before, goal);
    MachineLocks.Look lock =
        machine.isEmpty() || before.currentPhase().terminal()
            ? MachineLocks.Look.NOTHING
            : locks.look(machine, recovery);
    FolderUse viewBeforeBackup =
        folders.view(recovery, folder, goal, sources(source, new Lookup.NotAsked<>()));
    Questions beforeBackup =
        asking(
            viewBeforeBackup,
            before,
            lock,
            questions(recovery, before, folder, machine, lock.view(), steady));
    Instant created = Instant.parse(recovery.getMetadata().getCreationTimestamp());
    Lookup<Backup> backup = beforeBackup.backup(recovery.getSpec().source(), source);
    FolderUse view = folders.view(recovery, folder, goal, sources(source, backup));
    Questions questions = asking(view, before, lock, beforeBackup);
    @Nullable Integer newer = questions.newerThan(backup);
    Lookup<Resource> sourceMachine = questions.source(backup);
    Lookup<List<Backup>> ofTarget = questions.ofTarget();
    // Last what changes most.
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
        view,
        goal,
        folder.map(FolderState::snapshot).flatMap(s -> s.machine(machine)).isPresent(),
        backup,
        newer,
        sourceMachine,
        ofTarget,
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
   * What may be asked: who may not go through the folder, as far as that is known, spends none of
   * its requests. What may have begun is followed in any case.
   */
  private static Questions asking(
      FolderUse view, BackupRecoveryStatus before, MachineLocks.Look lock, Questions questions) {
    boolean begun =
        lock.sent()
            || switch (RecoveryDecision.standing(before)) {
              case Pending, AwaitingApproval, Queued -> false;
              case Starting, Recovering, StartUnknown, Succeeded, Failed, Expired, OutcomeUnknown ->
                  true;
            };
    return begun || view instanceof FolderUse.Usable ? questions : questions.unasked();
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

  /** The machines whose data the recovery reads, as far as they are known. */
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
}
