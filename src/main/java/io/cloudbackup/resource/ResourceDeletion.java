package io.cloudbackup.resource;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out the deletion of a BackupResource with deletionPolicy Delete. */
public final class ResourceDeletion {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final FolderRegistry registry;
  private final FolderAccess access;
  private final ResourceObserver observer;
  private final Writes writes;
  private final Events events;
  private final Clock clock;
  private final Supplier<UUID> keys;

  public ResourceDeletion(
      KubernetesClient client,
      FolderRegistry registry,
      FolderAccess access,
      ResourceObserver observer,
      Writes writes,
      Events events,
      Clock clock,
      Supplier<UUID> keys) {
    this.client = client;
    this.registry = registry;
    this.access = access;
    this.observer = observer;
    this.writes = writes;
    this.events = events;
    this.clock = clock;
    this.keys = keys;
  }

  /** One step; gives when the next one is due. */
  @Nullable Duration advance(BackupResource cached) {
    // The cache may not know yet of an operation that this reconciler has just begun.
    BackupResource resource = client.resource(cached).get();
    if (resource == null
        || !resource.getMetadata().getUid().equals(cached.getMetadata().getUid())
        || !resource.hasFinalizer(BackupApiGroup.RESOURCE_FINALIZER)) {
      return null;
    }
    Optional<FolderState> folder = folder(ResourceIndex.folderOf(resource));
    DeletionObservation seen = observe(resource, folder);
    return switch (DeletionDecision.decide(seen)) {
      case DeletionOutcome.Delete delete -> delete(resource, folder.orElseThrow(), seen, delete);
      case DeletionOutcome outcome -> perform(resource, outcome);
    };
  }

  /** The folder as the API server has it now. */
  private Optional<FolderState> folder(FolderRef ref) {
    Optional<FolderState> known = registry.find(ref);
    if (known.isEmpty()) {
      return known;
    }
    BackupFolder live =
        client
            .resources(BackupFolder.class)
            .inNamespace(ref.resolvedNamespace())
            .withName(ref.name())
            .get();
    return Optional.ofNullable(live).flatMap(known.get()::as);
  }

  private @Nullable Duration perform(BackupResource resource, DeletionOutcome outcome) {
    return switch (outcome) {
      case DeletionOutcome.Release release -> release(resource, release);
      case DeletionOutcome.Delete delete ->
          throw new IllegalStateException("a refused deletion can't lead to another one");
      case DeletionOutcome.Follow follow ->
          say(
              resource,
              follow.operationId(),
              "Deleting",
              "The cloud deletes the machine.",
              follow.next());
      case DeletionOutcome.Blocked blocked ->
          say(
              resource,
              blocked.failed() ? null : status(resource).deleteOperationId(),
              "DeletionBlocked",
              blocked.message(),
              blocked.next());
    };
  }

  private DeletionObservation observe(BackupResource resource, Optional<FolderState> folder) {
    Marks marks = Marks.of(resource);
    FolderView.Refused blocked = blocked(resource, folder);
    BackupApi api = blocked == null ? folder.flatMap(ResourceDeletion::api).orElse(null) : null;
    String machine = resource.getSpec().computeInstanceId();
    String operation = status(resource).deleteOperationId();
    return new DeletionObservation(
        marks.abandon(),
        marks.paused(),
        terminating(resource),
        resource.getSpec().deletionPolicy() == DeletionPolicy.Delete,
        observer.rival(resource, folder),
        folder.map(f -> f.spec().folderId()).orElse(null),
        blocked,
        api == null ? new Lookup.NotAsked<>() : Lookup.of(() -> api.getResource(machine)),
        folder.map(FolderState::snapshot).flatMap(s -> s.machine(machine)).isPresent(),
        operation,
        api == null || operation == null
            ? new Lookup.NotAsked<>()
            : Lookup.of(() -> api.getOperation(operation)));
  }

  private FolderView.@Nullable Refused blocked(
      BackupResource resource, Optional<FolderState> found) {
    if (observer.view(found, resource) instanceof FolderView.Refused refused) {
      return refused;
    }
    FolderState folder = found.orElseThrow();
    String namespace = resource.getMetadata().getNamespace();
    if (!access.mayAct(
        folder, namespace, AccessRule.DELETE_RESOURCE, resource.getSpec().computeInstanceId())) {
      return new FolderView.Refused(
          "NotPermitted",
          "BackupFolder "
              + folder.ref()
              + " doesn't grant namespace "
              + namespace
              + " DeleteResource on this machine.");
    }
    if (folder.api() == null) {
      return new FolderView.Refused(
          "FolderNotReady",
          "BackupFolder "
              + folder.ref()
              + " has no connection to the cloud"
              + (folder.problem() == null ? "." : ": " + folder.problem().message()));
    }
    return null;
  }

  private Optional<Duration> terminating(BackupResource resource) {
    Namespace namespace = client.namespaces().withName(resource.getMetadata().getNamespace()).get();
    return Optional.ofNullable(namespace).flatMap(n -> Marks.terminating(n, clock.instant()));
  }

  private @Nullable Duration release(BackupResource resource, DeletionOutcome.Release release) {
    if (release.warning()) {
      events.warning(resource, release.reason(), release.message());
    } else {
      events.normal(resource, release.reason(), release.message());
    }
    return writes.removeFinalizer(resource, BackupApiGroup.RESOURCE_FINALIZER).isPresent()
        ? null
        : SOON;
  }

  private @Nullable Duration delete(
      BackupResource resource,
      FolderState folder,
      DeletionObservation seen,
      DeletionOutcome.Delete delete) {
    BackupApi api = api(folder).orElseThrow();
    try {
      String operation =
          api.deleteResource(
                  resource.getSpec().computeInstanceId(),
                  delete.resourceId(),
                  keys.get().toString())
              .id();
      events.normal(
          resource, "Deleting", "The cloud deletes the machine: operation " + operation + ".");
      return say(resource, operation, "Deleting", "The cloud deletes the machine.", SOON);
    } catch (CloudException e) {
      return perform(resource, DeletionDecision.refused(seen, e.error()));
    }
  }

  private @Nullable Duration say(
      BackupResource resource,
      @Nullable String operation,
      String reason,
      String message,
      Duration next) {
    BackupResourceStatus before = status(resource);
    boolean blocked = reason.equals("DeletionBlocked");
    List<Condition> conditions = new ArrayList<>();
    conditions.add(Condition.of(Condition.READY, false, reason, message));
    conditions.add(Condition.of(Condition.RECONCILING, !blocked, reason, ""));
    conditions.add(Condition.of(Condition.STALLED, blocked, reason, blocked ? message : ""));
    before.conditions().stream().filter(c -> !c.isKstatus()).forEach(conditions::add);
    BackupResourceStatus status =
        before.with(
            before.observedGeneration(),
            Marks.of(resource).nudge(),
            Condition.merge(
                before.conditions(),
                conditions,
                resource.getMetadata().getGeneration(),
                clock.instant()),
            operation);
    if (status.equals(before)) {
      return next;
    }
    boolean first =
        blocked
            && Condition.find(before.conditions(), Condition.READY)
                .filter(c -> c.reason().equals(reason))
                .isEmpty();
    if (first) {
      events.warning(resource, reason, message);
    }
    resource.setStatus(status);
    return writes.status(resource).isPresent() ? next : SOON;
  }

  private static Optional<BackupApi> api(FolderState folder) {
    return Optional.ofNullable(folder.api()).map(api -> api.in(Lane.CHANGE));
  }

  private static BackupResourceStatus status(BackupResource resource) {
    return Optional.ofNullable(resource.getStatus()).orElse(BackupResourceStatus.EMPTY);
  }
}
