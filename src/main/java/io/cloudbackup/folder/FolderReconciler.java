package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.cloud.CloudError;
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
import java.util.TreeMap;
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
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN_AT_SECRET = Duration.ofSeconds(15);

  private final FolderRegistry registry;
  private final FolderConnections connections;
  private final Writes writes;
  private final Successors<BackupFolder> successors = new Successors<>();
  private final WatchedMachines watched;
  private final FolderAccess access;
  private final Clock clock;
  private final SweepSchedule schedule = new SweepSchedule(System::nanoTime);
  private final SimpleInboundEventSource<BackupFolder> refusals =
      new SimpleInboundEventSource<>("refusals");

  /** Knows whether anybody watches a machine. */
  public interface WatchedMachines {
    boolean contains(FolderRef folder, String computeInstanceId);
  }

  public FolderReconciler(
      KubernetesClient client,
      CloudConnector connector,
      MetadataSettings metadata,
      FolderRegistry registry,
      Writes writes,
      WatchedMachines watched,
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
      FolderProblem paused =
          new FolderProblem(
              "Paused", "The annotation backup.yandex.cloud/paused holds everything.", true);
      UpdateControl<BackupFolder> held = failed(folder, ref, null, paused);
      schedule.forget(ref);
      return held;
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
      FolderState before = before(folder, ref);
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
          made.fresh() || schedule.due(folder)
              ? sweep(folder, ref, made)
              : UpdateControl.<BackupFolder>noUpdate().rescheduleAfter(schedule.untilLook(folder));
    };
  }

  private UpdateControl<BackupFolder> sweep(
      BackupFolder folder, FolderRef ref, FolderConnections.Connection.Made made) {
    BackupApi api = made.api();
    FolderState before = before(folder, ref);
    FolderSnapshot last = before == null ? null : before.snapshot();
    if (before == null || made.fresh()) {
      // Recoveries need no sweep: they may go on while the first one runs.
      int failures = before == null ? 0 : before.failures();
      registry.put(
          state(folder, ref, api, before == null ? null : before.problem(), failures, last));
    }
    long began = System.nanoTime();
    Sweep sweep = new Sweep(api, clock);
    try {
      FolderSnapshot machines = sweep.machines(folder.getSpec().folderId(), last);
      registry.put(state(folder, ref, api, null, 0, machines));
      Map<String, CloudError> failures = new TreeMap<>();
      Map<String, List<Task>> tasks =
          sweep.tasks(
              machines,
              last,
              id -> watched.contains(ref, id),
              new Sweep.Limits(mostLookups(folder), interval(folder)),
              failures::put);
      FolderSnapshot complete = machines.withTasks(tasks);
      registry.put(state(folder, ref, api, null, 0, complete));
      return write(
          folder,
          statuses(folder)
              .swept(
                  complete,
                  Duration.ofNanos(System.nanoTime() - began),
                  sweep.requests(),
                  complaint(failures)),
          interval(folder));
    } catch (CloudException e) {
      return failed(folder, ref, api, FolderProblem.of(e.error(), folder.getSpec().folderId()));
    }
  }

  private UpdateControl<BackupFolder> failed(
      BackupFolder folder, FolderRef ref, @Nullable BackupApi api, FolderProblem problem) {
    FolderState before = before(folder, ref);
    int failures = before == null ? 1 : before.failures() + 1;
    registry.put(
        state(folder, ref, api, problem, failures, before == null ? null : before.snapshot()));
    Duration pause =
        problem.authority()
            ? LOOK_AGAIN_AT_SECRET
            : FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
    Duration interval = interval(folder);
    return write(
        folder, statuses(folder).failed(problem), pause.compareTo(interval) < 0 ? pause : interval);
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

  private @Nullable FolderState before(BackupFolder folder, FolderRef ref) {
    return registry
        .find(ref)
        .filter(s -> s.uid().equals(folder.getMetadata().getUid()))
        .orElse(null);
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

  /** Half of what the budget gives until the next sweep, so that the sweeps stay in time. */
  private static int mostLookups(BackupFolder folder) {
    long half = interval(folder).toSeconds() * folder.getSpec().maxRequestsPerSecond() / 2;
    return Math.clamp(half, 10, 10_000);
  }

  private static @Nullable String complaint(Map<String, CloudError> failures) {
    return failures.isEmpty()
        ? null
        : "the tasks of "
            + failures.size()
            + " machines can't be listed: "
            + failures.values().iterator().next().sentence();
  }
}
