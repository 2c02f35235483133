package io.cloudbackup.resource;

import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.cloud.Resource;
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

/** Keeps the status of a BackupResource as its folder's sweeps see the machine. */
@ControllerConfiguration(
    name = "backupresource",
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
public final class ResourceReconciler implements Reconciler<BackupResource> {
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  private final LiveObjects live;
  private final ResourceIndex index;
  private final ResourceObserver observer;
  private final Deletion<BackupResource, Resource> deletion;
  private final Writes writes;
  private final Successors<BackupResource> successors = new Successors<>();

  public ResourceReconciler(
      LiveObjects live,
      ResourceIndex index,
      ResourceObserver observer,
      Deletion<BackupResource, Resource> deletion,
      Writes writes) {
    this.live = live;
    this.index = index;
    this.observer = observer;
    this.deletion = deletion;
    this.writes = writes;
  }

  @Override
  public List<EventSource<?, BackupResource>> prepareEventSources(
      EventSourceContext<BackupResource> context) {
    return List.of(index.over(context.getPrimaryCache()), successors);
  }

  @Override
  public UpdateControl<BackupResource> reconcile(
      BackupResource resource, Context<BackupResource> context) {
    if (context.isPrimaryResourceDeleted()) {
      var _ = successors.follow(resource, context);
      return UpdateControl.noUpdate();
    }
    successors.arrived(resource);
    Optional<Deletion.Handled> handled = deletion.handle(resource);
    if (handled.isPresent()) {
      return next(handled.get().next());
    }
    BackupResourceStatus before = resource.getStatus();
    return live.toObserve(
            resource, before != null, before == null ? null : before.lastHandledReconcileAt())
        .map(now -> say(now, observer.look(now)))
        .orElse(UpdateControl.noUpdate());
  }

  private UpdateControl<BackupResource> say(BackupResource resource, ResourceOutcome.Say outcome) {
    BackupResourceStatus before =
        Optional.ofNullable(resource.getStatus()).orElse(BackupResourceStatus.EMPTY);
    if (outcome.status().equals(before)) {
      return next(outcome.next());
    }
    resource.setStatus(outcome.status());
    return next(writes.status(resource).isPresent() ? outcome.next() : AFTER_CONFLICT);
  }

  private static UpdateControl<BackupResource> next(@Nullable Duration delay) {
    UpdateControl<BackupResource> control = UpdateControl.noUpdate();
    return delay == null ? control : control.rescheduleAfter(delay);
  }
}
