package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Successors;
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

  private final RecoveryRun run;
  private final Sightings sightings;
  private final SimpleInboundEventSource<BackupRecovery> wakeUps =
      new SimpleInboundEventSource<>("folder");
  private final Successors<BackupRecovery> successors = new Successors<>();
  private volatile @Nullable IndexerResourceCache<BackupRecovery> cache;

  /**
   * A reconciler.
   *
   * @param namespaces those that the operator watches; empty for all
   * @param lockNamespace where the machines' locks are
   * @param me names this process among its replicas and successors
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public RecoveryReconciler(
      KubernetesClient client,
      FolderRegistry registry,
      FolderAccess access,
      Writes writes,
      Events events,
      Set<String> namespaces,
      String lockNamespace,
      Timing timing,
      String me,
      Clock clock,
      LongSupplier nanoTime) {
    Cluster cluster = new KubernetesCluster(client, writes, events, namespaces, lockNamespace);
    this.sightings = new Sightings(nanoTime);
    this.run = RecoveryRun.of(cluster, registry, access, sightings, timing, me, clock, nanoTime);
  }

  @Override
  public List<EventSource<?, BackupRecovery>> prepareEventSources(
      EventSourceContext<BackupRecovery> context) {
    IndexerResourceCache<BackupRecovery> primaries = context.getPrimaryCache();
    primaries.addIndexer(BY_FOLDER, r -> List.of(Folders.refOf(r).toString()));
    cache = primaries;
    return List.of(wakeUps, successors);
  }

  @Override
  public UpdateControl<BackupRecovery> reconcile(
      BackupRecovery recovery, Context<BackupRecovery> context) {
    if (context.isPrimaryResourceDeleted()) {
      sightings.forget(recovery.getMetadata().getUid());
      var _ = successors.follow(recovery, context);
      return UpdateControl.noUpdate();
    }
    successors.arrived(recovery);
    Duration next = run.advance(recovery);
    UpdateControl<BackupRecovery> control = UpdateControl.noUpdate();
    return next == null ? control : control.rescheduleAfter(next);
  }

  /** It is tried again in any case. */
  @Override
  public ErrorStatusUpdateControl<BackupRecovery> updateErrorStatus(
      BackupRecovery recovery, Context<BackupRecovery> context, Exception failure) {
    run.failed(recovery, failure);
    return ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  /** The labels of a namespace changed, and so perhaps what its recoveries may use of others. */
  public void namespaceChanged(String namespace) {
    IndexerResourceCache<BackupRecovery> primaries = cache;
    if (primaries != null && wakeUps.isRunning()) {
      primaries
          .list(namespace, r -> !Folders.refOf(r).resolvedNamespace().equals(namespace))
          .forEach(r -> wakeUps.propagateEvent(ResourceID.fromResource(r)));
    }
  }

  @Override
  public void machinesChanged(FolderRef folder, Set<String> computeInstanceIds) {
    // A recovery reads its machine live, at its own pace.
  }

  @Override
  public void folderChanged(FolderRef folder) {
    IndexerResourceCache<BackupRecovery> primaries = cache;
    if (primaries != null && wakeUps.isRunning()) {
      primaries
          .byIndex(BY_FOLDER, folder.toString())
          .forEach(r -> wakeUps.propagateEvent(ResourceID.fromResource(r)));
    }
  }
}
