package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.kubernetes.Successors;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the inventory of a BackupFolder: as often as the folder is swept, its backups are listed
 * and the CloudBackups brought in line. Apart from the sweep, so that no machine's state waits for
 * a long list.
 */
@ControllerConfiguration(
    name = "inventory",
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
public final class InventoryReconciler
    implements Reconciler<BackupFolder>, FolderRegistry.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryReconciler.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final FolderRegistry registry;
  private final BackupLists lists;
  private final InventoryRound round;
  private final Successors<BackupFolder> successors = new Successors<>();
  private final SimpleInboundEventSource<BackupFolder> wakeUps =
      new SimpleInboundEventSource<>("folder");

  public InventoryReconciler(FolderRegistry registry, BackupLists lists, InventoryRound round) {
    this.registry = registry;
    this.lists = lists;
    this.round = round;
  }

  @Override
  public List<EventSource<?, BackupFolder>> prepareEventSources(
      EventSourceContext<BackupFolder> context) {
    return List.of(wakeUps, successors);
  }

  @Override
  public void folderChanged(FolderRef folder) {
    if (wakeUps.isRunning()) {
      wakeUps.propagateEvent(new ResourceID(folder.name(), folder.resolvedNamespace()));
    }
  }

  @Override
  public UpdateControl<BackupFolder> reconcile(BackupFolder folder, Context<BackupFolder> context) {
    FolderRef ref = FolderRegistry.ref(folder);
    if (context.isPrimaryResourceDeleted()) {
      lists.forget(ref);
      var _ = successors.follow(folder, context);
      return UpdateControl.noUpdate();
    }
    successors.arrived(folder);
    if (Marks.of(folder).paused()) {
      return UpdateControl.noUpdate();
    }
    if (!round.ready()) {
      return UpdateControl.<BackupFolder>noUpdate().rescheduleAfter(SOON);
    }
    try {
      return folder.getSpec().inventoryOrNone().on() ? keep(folder, ref) : clear(folder, ref);
    } catch (CancellationException e) {
      LOG.debug("{}: {}", ref, e.getMessage());
      return UpdateControl.<BackupFolder>noUpdate().rescheduleAfter(SOON);
    }
  }

  /** Where there is no connection yet, the folder wakes this reconciler once there is one. */
  private UpdateControl<BackupFolder> keep(BackupFolder folder, FolderRef ref) {
    Optional<FolderState> connected =
        registry.find(ref).flatMap(state -> state.as(folder)).filter(state -> state.api() != null);
    if (connected.isEmpty()) {
      return UpdateControl.noUpdate();
    }
    FolderState basis = connected.get();
    boolean more = round.keep(basis, () -> stands(basis));
    return UpdateControl.<BackupFolder>noUpdate()
        .rescheduleAfter(more ? SOON : Rfc3339.duration(folder.getSpec().sweepInterval()));
  }

  private UpdateControl<BackupFolder> clear(BackupFolder folder, FolderRef ref) {
    lists.forget(ref);
    String uid = folder.getMetadata().getUid();
    boolean more =
        round.clear(
            ref,
            () ->
                registry
                    .find(ref)
                    .filter(now -> now.uid().equals(uid) && !now.spec().inventoryOrNone().on())
                    .isPresent());
    return more
        ? UpdateControl.<BackupFolder>noUpdate().rescheduleAfter(SOON)
        : UpdateControl.noUpdate();
  }

  /** Whether a round that began with {@code basis} may go on. */
  private boolean stands(FolderState basis) {
    return registry
        .find(basis.ref())
        .filter(now -> now.uid().equals(basis.uid()) && Objects.equals(now.api(), basis.api()))
        .filter(now -> now.spec().inventoryOrNone().equals(basis.spec().inventoryOrNone()))
        .isPresent();
  }
}
