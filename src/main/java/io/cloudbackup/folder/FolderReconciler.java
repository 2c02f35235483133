package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.kubernetes.Successors;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Connects a BackupFolder to the cloud and sweeps it. A reconciliation is a sweep, or between two
 * sweeps a look at the credentials, which is followed by a sweep where they have changed.
 */
@ControllerConfiguration(
    name = "backupfolder",
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
public final class FolderReconciler implements Reconciler<BackupFolder> {
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  private final FolderRegistry registry;
  private final FolderConnections connections;
  private final Writes writes;
  private final Successors<BackupFolder> successors = new Successors<>();
  private final WatchedMachines watched;
  private final BackupLists backups;
  private final FolderAccess access;
  private final Clock clock;
  private final SweepSchedule schedule = new SweepSchedule(System::nanoTime);
  private final SimpleInboundEventSource<BackupFolder> refusals =
      new SimpleInboundEventSource<>("refusals");

  public FolderReconciler(
      KubernetesClient client,
      CloudConnector connector,
      MetadataSettings metadata,
      FolderRegistry registry,
      Writes writes,
      WatchedMachines watched,
      BackupLists backups,
      FolderAccess access,
      FolderMeters meters,
      Clock clock) {
    this.registry = registry;
    this.connections =
        new FolderConnections(
            new FolderCredentials(client, metadata),
            connector,
            meters,
            ref -> refusals.propagateEvent(new ResourceID(ref.name(), ref.resolvedNamespace())));
    this.writes = writes;
    this.watched = watched;
    this.backups = backups;
    this.access = access;
    this.clock = clock;
  }

  /** A refusal, to whomever it was given, wakes the folder: its Secret may be another by now. */
  @Override
  public List<EventSource<?, BackupFolder>> prepareEventSources(
      EventSourceContext<BackupFolder> context) {
    return List.of(refusals, successors);
  }

  @Override
  public UpdateControl<BackupFolder> reconcile(BackupFolder folder, Context<BackupFolder> context) {
    FolderRef ref = FolderRegistry.ref(folder);
    if (context.isPrimaryResourceDeleted()) {
      connections.forget(ref);
      if (!successors.follow(folder, context)) {
        registry.remove(ref);
      }
      schedule.forget(ref);
      return UpdateControl.noUpdate();
    }
    successors.arrived(folder);
    Marks marks = Marks.of(folder);
    if (marks.paused()) {
      schedule.forget(ref);
      return failed(folder, ref, null, FolderProblem.PAUSED);
    }
    Optional<FolderProblem> refusal = access.refusal(folder.getSpec());
    if (refusal.isPresent()) {
      connections.forget(ref);
      schedule.forget(ref);
      return failed(folder, ref, null, refusal.get());
    }
    FolderConnections.Connection connection;
    try {
      connection =
          connections.connect(ref, folder.getMetadata().getUid(), marks.nudge(), folder.getSpec());
    } catch (KubernetesClientException e) {
      // What was connected stays so; but without the Secret nobody may take its word for current.
      FolderState before = known(folder, ref);
      return failed(
          folder,
          ref,
          before == null ? null : before.api(),
          FolderProblem.secretNotReadable(e.getCode(), ref.resolvedNamespace()));
    }
    return switch (connection) {
      case FolderConnections.Connection.Refused refused ->
          failed(folder, ref, null, refused.problem());
      case FolderConnections.Connection.Made made ->
          made.fresh() || schedule.due(folder) || !connected(folder, ref)
              ? sweep(folder, ref, made, basis(folder, ref, context))
              : UpdateControl.<BackupFolder>noUpdate().rescheduleAfter(schedule.untilLook(folder));
    };
  }

  private SweepBasis basis(BackupFolder folder, FolderRef ref, Context<BackupFolder> context) {
    ResourceID id = ResourceID.fromResource(folder);
    return new SweepBasis(
        folder,
        // Without a connection something has changed, though it may be as before again.
        () -> context.getPrimaryCache().get(id).filter(_ -> connected(folder, ref)),
        () -> connections.stands(ref, folder.getSpec()),
        System::nanoTime);
  }

  private UpdateControl<BackupFolder> sweep(
      BackupFolder folder,
      FolderRef ref,
      FolderConnections.Connection.Made made,
      SweepBasis basis) {
    BackupApi api = made.api();
    FolderState before = known(folder, ref);
    FolderSnapshot last = before == null ? null : before.snapshot();
    if (!connected(folder, ref) || made.fresh()) {
      // Recoveries need no sweep: they may go on while the first one runs.
      int failures = before == null ? 0 : before.failures();
      registry.put(
          state(folder, ref, api, before == null ? null : before.problem(), failures, last));
    }
    long began = System.nanoTime();
    Sweep sweep = new Sweep(api, clock, basis::gone);
    try {
      FolderSnapshot machines = sweep.machines(folder.getSpec().folderId(), last);
      FolderSnapshot listed =
          registry.swept(state(folder, ref, api, null, 0, last), machines, last);
      Map<String, @Nullable List<Task>> tasks =
          sweep.tasks(
              listed, last, id -> watched.contains(ref, id), Sweep.Limits.of(folder.getSpec()));
      FolderSnapshot complete =
          registry.swept(state(folder, ref, api, null, 0, listed), listed.withTasks(tasks), listed);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      return write(
          folder,
          statuses(folder)
              .swept(complete, took, sweep.requests(), sweep.complaint(), listed(folder, ref)),
          sweep.brokenOff() ? AT_ONCE : interval(folder));
    } catch (CloudException e) {
      return failed(folder, ref, api, FolderProblem.of(e.error(), folder.getSpec().folderId()));
    }
  }

  private @Nullable FolderBackups listed(BackupFolder folder, FolderRef ref) {
    return folder.getSpec().inventoryOrNone().on()
        ? backups.of(ref, folder.getMetadata().getUid())
        : null;
  }

  private UpdateControl<BackupFolder> failed(
      BackupFolder folder, FolderRef ref, @Nullable BackupApi api, FolderProblem problem) {
    FolderState before = known(folder, ref);
    int failures = before == null ? 1 : before.failures() + 1;
    registry.put(
        state(folder, ref, api, problem, failures, before == null ? null : before.snapshot()));
    return write(
        folder,
        statuses(folder).failed(problem),
        SweepSchedule.afterFailure(problem, failures, interval(folder)));
  }

  private UpdateControl<BackupFolder> write(
      BackupFolder folder, BackupFolderStatus status, Duration next) {
    BackupFolderStatus before =
        Optional.ofNullable(folder.getStatus()).orElse(BackupFolderStatus.EMPTY);
    boolean said = status.equals(before);
    if (!said) {
      folder.setStatus(status);
      said = writes.status(folder).isPresent();
    }
    if (said) {
      schedule.attempted(folder, next);
    } else {
      // A folder that changed meanwhile wakes this reconciler by itself, and is swept again.
      schedule.forget(FolderRegistry.ref(folder));
    }
    return UpdateControl.<BackupFolder>noUpdate()
        .rescheduleAfter(said ? schedule.untilLook(folder) : next);
  }

  private @Nullable FolderState known(BackupFolder folder, FolderRef ref) {
    return registry
        .find(ref)
        .filter(s -> s.uid().equals(folder.getMetadata().getUid()))
        .orElse(null);
  }

  /** Whether all rooms have the folder's connection. */
  private boolean connected(BackupFolder folder, FolderRef ref) {
    FolderState known = known(folder, ref);
    return known != null && known.api() != null;
  }

  private static FolderState state(
      BackupFolder folder,
      FolderRef ref,
      @Nullable BackupApi api,
      @Nullable FolderProblem problem,
      int failures,
      @Nullable FolderSnapshot snapshot) {
    return new FolderState(
        ref, folder.getMetadata().getUid(), folder.getSpec(), api, problem, failures, snapshot);
  }

  private FolderStatuses statuses(BackupFolder folder) {
    return new FolderStatuses(
        Optional.ofNullable(folder.getStatus()).orElse(BackupFolderStatus.EMPTY),
        folder.getMetadata().getGeneration(),
        Marks.of(folder).nudge(),
        clock.instant());
  }

  private static Duration interval(BackupFolder folder) {
    return Rfc3339.duration(folder.getSpec().sweepInterval());
  }
}
