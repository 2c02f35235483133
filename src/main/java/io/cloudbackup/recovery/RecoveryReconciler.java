package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Brings a recovery from Pending to its end, one step after the other. */
@ControllerConfiguration(
    name = "backuprecovery",
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
public final class RecoveryReconciler
    implements Reconciler<BackupRecovery>, FolderRegistry.Listener {
  private static final String BY_FOLDER = "folder";
  private static final int MOST_STEPS = 12;
  private static final Duration AFTER_TOO_MANY_STEPS = Duration.ofSeconds(1);
  private static final Duration FOLDER_STARTS = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final RecoveryObserver observer;
  private final RecoverySteps steps;
  private final Sightings sightings;
  private final SimpleInboundEventSource<BackupRecovery> wakeUps =
      new SimpleInboundEventSource<>("folder");
  private volatile @Nullable IndexerResourceCache<BackupRecovery> cache;

  /**
   * A reconciler.
   *
   * @param namespaces those that the operator watches; empty for all
   * @param me names this process among its replicas and successors
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public RecoveryReconciler(
      KubernetesClient client,
      FolderRegistry registry,
      FolderAccess access,
      MachineLocks locks,
      Writes writes,
      Events events,
      Set<String> namespaces,
      Timing timing,
      String me,
      Clock clock,
      LongSupplier nanoTime) {
    this.client = client;
    this.sightings = new Sightings(nanoTime);
    this.observer =
        new RecoveryObserver(
            client, registry, access, locks, namespaces, sightings, timing, me, clock);
    this.steps =
        new RecoverySteps(client, observer, locks, writes, events, timing, clock, nanoTime);
  }

  @Override
  public List<EventSource<?, BackupRecovery>> prepareEventSources(
      EventSourceContext<BackupRecovery> context) {
    IndexerResourceCache<BackupRecovery> primaries = context.getPrimaryCache();
    primaries.addIndexer(BY_FOLDER, r -> List.of(RecoveryObserver.folderOf(r).toString()));
    cache = primaries;
    return List.of(wakeUps);
  }

  @Override
  public UpdateControl<BackupRecovery> reconcile(
      BackupRecovery recovery, Context<BackupRecovery> context) {
    String uid = recovery.getMetadata().getUid();
    if (context.isPrimaryResourceDeleted()) {
      sightings.forget(uid);
      return UpdateControl.noUpdate();
    }
    if (observer.folderStarts(recovery)) {
      return UpdateControl.<BackupRecovery>noUpdate().rescheduleAfter(FOLDER_STARTS);
    }
    for (int step = 0; step < MOST_STEPS; step++) {
      Optional<BackupRecovery> live = live(recovery, step);
      if (live.isEmpty()) {
        return UpdateControl.noUpdate();
      }
      RecoveryAction action = RecoveryDecision.decide(observer.observe(live.get()));
      if (steps.perform(live.get(), action) instanceof RecoverySteps.Result.Rest(Duration next)) {
        UpdateControl<BackupRecovery> control = UpdateControl.noUpdate();
        return next == null ? control : control.rescheduleAfter(next);
      }
    }
    return UpdateControl.<BackupRecovery>noUpdate().rescheduleAfter(AFTER_TOO_MANY_STEPS);
  }

  /**
   * Where a failure of this side keeps a recovery from being looked at before its start, its status
   * says so. It is tried again in any case.
   */
  @Override
  public ErrorStatusUpdateControl<BackupRecovery> updateErrorStatus(
      BackupRecovery recovery, Context<BackupRecovery> context, Exception failure) {
    steps.stuck(recovery, failure);
    return ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  /** The object as the API server has it. What is over needs no such read: it never changes. */
  private Optional<BackupRecovery> live(BackupRecovery cached, int step) {
    BackupRecoveryStatus status = cached.getStatus();
    boolean over =
        status != null
            && status.currentPhase().terminal()
            && !cached.hasFinalizer(BackupApiGroup.RECOVERY_FINALIZER);
    if (over && step == 0) {
      return Optional.of(cached);
    }
    return Optional.ofNullable(client.resource(cached).get())
        .filter(r -> r.getMetadata().getUid().equals(cached.getMetadata().getUid()));
  }

  @Override
  public void machinesChanged(FolderRef folder, Set<String> computeInstanceIds) {
    // A recovery reads its machine live, at its own pace.
  }

  @Override
  public void folderChanged(FolderRef folder) {
    IndexerResourceCache<BackupRecovery> primaries = cache;
    if (primaries != null) {
      primaries
          .byIndex(BY_FOLDER, folder.toString())
          .forEach(r -> wakeUps.propagateEvent(ResourceID.fromResource(r)));
    }
  }
}
