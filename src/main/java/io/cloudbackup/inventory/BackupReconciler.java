package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.deletion.Deletion;
import io.cloudbackup.kubernetes.LiveObjects;
import io.cloudbackup.kubernetes.Successors;
import io.cloudbackup.kubernetes.Writes;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the status of a CloudBackup that a user wrote, and deletes its backup where that is wanted.
 * Those of inventories are written in {@link InventoryRound}s.
 */
@ControllerConfiguration(
    name = "cloudbackup",
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
public final class BackupReconciler implements Reconciler<CloudBackup> {
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  private final LiveObjects live;
  private final BackupIndex index;
  private final BackupObserver observer;
  private final Deletion<CloudBackup, Backup> deletion;
  private final StrayBackups strays;
  private final Writes writes;
  private final Successors<CloudBackup> successors = new Successors<>();

  public BackupReconciler(
      LiveObjects live,
      BackupIndex index,
      BackupObserver observer,
      Deletion<CloudBackup, Backup> deletion,
      StrayBackups strays,
      Writes writes) {
    this.live = live;
    this.index = index;
    this.observer = observer;
    this.deletion = deletion;
    this.strays = strays;
    this.writes = writes;
  }

  @Override
  public List<EventSource<?, CloudBackup>> prepareEventSources(
      EventSourceContext<CloudBackup> context) {
    return List.of(index.over(context.getPrimaryCache()), successors);
  }

  /** Whether an event about the object is worth a reconciliation. */
  public boolean concerns(CloudBackup backup) {
    return !backup.getSpec().mirror() || strays.has(backup);
  }

  @Override
  public UpdateControl<CloudBackup> reconcile(CloudBackup backup, Context<CloudBackup> context) {
    if (context.isPrimaryResourceDeleted()) {
      observer.forget(backup);
      index.wakeRivals(backup);
      var _ = successors.follow(backup, context);
      return UpdateControl.noUpdate();
    }
    successors.arrived(backup);
    if (backup.getSpec().mirror()) {
      return next(strays.handle(backup));
    }
    Optional<Deletion.Handled> handled = deletion.handle(backup);
    if (handled.isPresent()) {
      if (!backup.isMarkedForDeletion()) {
        // It has come to delete its backup, or doesn't any more.
        index.wakeRivals(backup);
      }
      return next(handled.get().next());
    }
    CloudBackupStatus before = backup.getStatus();
    return live.toObserve(
            backup, before != null, before == null ? null : before.lastHandledReconcileAt())
        .map(now -> say(now, observer.look(now)))
        .orElse(UpdateControl.noUpdate());
  }

  private UpdateControl<CloudBackup> say(CloudBackup backup, BackupOutcome.Say outcome) {
    if (outcome.status().equals(StoredBackup.status(backup))) {
      return next(outcome.next());
    }
    backup.setStatus(outcome.status());
    return next(writes.status(backup).isPresent() ? outcome.next() : AFTER_CONFLICT);
  }

  private static UpdateControl<CloudBackup> next(@Nullable Duration delay) {
    UpdateControl<CloudBackup> control = UpdateControl.noUpdate();
    return delay == null ? control : control.rescheduleAfter(delay);
  }
}
