package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.kubernetes.Marks;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Brings a recovery as far as it goes at the moment: observe, decide, perform, and again. */
final class RecoveryRun {
  private static final int MOST_STEPS = 12;
  private static final Duration AFTER_TOO_MANY_STEPS = Duration.ofSeconds(1);
  private static final Duration FOLDER_STARTS = Duration.ofMillis(200);

  private final Cluster cluster;
  private final Folders folders;
  private final RecoveryObserver observer;
  private final RecoverySteps steps;
  private final Announcements announcements;
  private final Timing timing;
  private final Clock clock;
  private final LongSupplier nanoTime;

  private RecoveryRun(
      Cluster cluster,
      Folders folders,
      RecoveryObserver observer,
      RecoverySteps steps,
      Announcements announcements,
      Timing timing,
      Clock clock,
      LongSupplier nanoTime) {
    this.cluster = cluster;
    this.folders = folders;
    this.observer = observer;
    this.steps = steps;
    this.announcements = announcements;
    this.timing = timing;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * All parts of it, wired.
   *
   * @param me names this process among its replicas and successors
   */
  static RecoveryRun of(
      Cluster cluster,
      FolderRegistry registry,
      FolderAccess access,
      Sightings sightings,
      Timing timing,
      String me,
      Clock clock,
      LongSupplier nanoTime) {
    Folders folders = new Folders(cluster, registry, access);
    MachineLocks locks = new MachineLocks(cluster, new StartMemory(clock));
    RecoveryObserver observer =
        new RecoveryObserver(cluster, folders, locks, sightings, timing, me, clock);
    Announcements announcements = new Announcements(cluster, clock);
    StartSending sending =
        new StartSending(cluster, folders, locks, announcements, timing, clock, nanoTime);
    RecoverySteps steps = new RecoverySteps(cluster, folders, locks, sending, announcements);
    return new RecoveryRun(
        cluster, folders, observer, steps, announcements, timing, clock, nanoTime);
  }

  /**
   * Goes on with the recovery.
   *
   * @param cached as an informer saw it, which may have been a while ago
   * @return when to look again without being woken, or null
   */
  @Nullable Duration advance(BackupRecovery cached) {
    if (!over(cached) && folders.starting(cached)) {
      return FOLDER_STARTS;
    }
    SteadyAnswers steady = new SteadyAnswers(nanoTime, timing.sendBudget());
    Optional<BackupRecovery> live = over(cached) ? Optional.of(cached) : live(cached);
    for (int step = 0; step < MOST_STEPS; step++) {
      if (live.isEmpty()) {
        return null;
      }
      RecoveryAction action = RecoveryDecision.decide(observer.observe(live.get(), steady));
      long decided = nanoTime.getAsLong();
      switch (steps.perform(live.get(), action, decided)) {
        case RecoverySteps.Result.Rest(Duration next) -> {
          return next;
        }
        case RecoverySteps.Result.Again(BackupRecovery given) ->
            live = Optional.ofNullable(given).or(() -> live(cached));
      }
    }
    return AFTER_TOO_MANY_STEPS;
  }

  /**
   * Where a failure of this side keeps a recovery from being looked at before its start, its status
   * says so, unless something may have begun.
   */
  void failed(BackupRecovery recovery, Exception failure) {
    BackupRecoveryStatus before =
        Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
    if (RecoveryDecision.standing(before) != RecoveryPhase.Pending) {
      return;
    }
    // Only the API server's own words are fit to be shown; the log has the rest.
    String why =
        failure instanceof KubernetesClientException
            ? String.valueOf(failure.getMessage())
            : failure.getClass().getSimpleName();
    BackupRecoveryStatus status =
        new StatusDraft(
                before,
                recovery.getMetadata().getGeneration(),
                Marks.of(recovery).nudge(),
                clock.instant())
            .in(
                RecoveryPhase.Pending,
                "ReconcileFailed",
                "The operator can't go on, and tries again: " + why);
    BackupRecoveryStatus stored = recovery.getStatus();
    if (!status.equals(stored)) {
      recovery.setStatus(status);
      try {
        if (cluster.writeStatus(recovery).isPresent()) {
          announcements.announce(recovery, stored, status);
        }
      } catch (KubernetesClientException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** What is over never changes, so that it needs not be read live. */
  private static boolean over(BackupRecovery cached) {
    BackupRecoveryStatus status = cached.getStatus();
    return status != null
        && status.currentPhase().terminal()
        && !cached.hasFinalizer(BackupApiGroup.RECOVERY_FINALIZER);
  }

  /** The object as the API server has it. */
  private Optional<BackupRecovery> live(BackupRecovery cached) {
    return cluster
        .recovery(cached.getMetadata().getNamespace(), cached.getMetadata().getName())
        .filter(r -> r.getMetadata().getUid().equals(cached.getMetadata().getUid()));
  }
}
