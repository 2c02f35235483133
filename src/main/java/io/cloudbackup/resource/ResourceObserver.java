package io.cloudbackup.resource;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderProblem;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.kubernetes.Marks;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the status of a BackupResource follows from, and asks the cloud where the decision
 * wants it.
 */
public final class ResourceObserver {
  private static final Duration NO_SWEEPS = Duration.ofMinutes(1);
  private static final Duration FIRST_SWEEP = Duration.ofSeconds(3);

  private final FolderRegistry registry;
  private final FolderAccess access;
  private final ResourceIndex index;
  private final Clock clock;

  public ResourceObserver(
      FolderRegistry registry, FolderAccess access, ResourceIndex index, Clock clock) {
    this.registry = registry;
    this.access = access;
    this.index = index;
    this.clock = clock;
  }

  /** What to say of the resource now. */
  ResourceOutcome.Say look(BackupResource resource) {
    if (resource.getStatus() == null) {
      // The first status is then the true one, rather than one about a sweep that goes on.
      registry.awaitFirstSweep(ResourceIndex.folderOf(resource), FIRST_SWEEP);
    }
    Optional<FolderState> folder = registry.find(ResourceIndex.folderOf(resource));
    MachineView machine = folder.map(f -> swept(f, resource)).orElse(new MachineView.Missing());
    return switch (decide(resource, folder, machine)) {
      case ResourceOutcome.Say say -> say;
      case ResourceOutcome.LookUp lookUp ->
          switch (decide(resource, folder, lookUp(folder.orElseThrow(), resource))) {
            case ResourceOutcome.Say say -> say;
            case ResourceOutcome.LookUp again ->
                throw new IllegalStateException("a look-up can't ask for another one");
          };
    };
  }

  private ResourceOutcome decide(
      BackupResource resource, Optional<FolderState> folder, MachineView machine) {
    return ResourceDecision.decide(
        new ResourceObservation(
            resource.getSpec(),
            resource.getMetadata().getGeneration(),
            Marks.of(resource),
            Optional.ofNullable(resource.getStatus()).orElse(BackupResourceStatus.EMPTY),
            view(folder, resource),
            machine,
            rival(resource, folder),
            folder.map(f -> Rfc3339.duration(f.spec().sweepInterval())).orElse(NO_SWEEPS),
            clock.instant()));
  }

  /**
   * The older object that the deletion of this one's machine belongs to, as namespace/name, or
   * null. One that may not delete through the folder takes nothing from those that may.
   */
  @Nullable String rival(BackupResource resource, Optional<FolderState> folder) {
    String machine = resource.getSpec().computeInstanceId();
    return index
        .rivals(resource)
        .filter(
            r ->
                folder.isPresent()
                    && access.mayAct(
                        folder.get(),
                        r.getMetadata().getNamespace(),
                        AccessRule.DELETE_RESOURCE,
                        machine))
        .findFirst()
        .map(r -> r.getMetadata().getNamespace() + "/" + r.getMetadata().getName())
        .orElse(null);
  }

  /** How the resource stands to its folder. */
  FolderView view(Optional<FolderState> found, BackupResource resource) {
    String namespace = resource.getMetadata().getNamespace();
    FolderRef ref = ResourceIndex.folderOf(resource);
    Optional<FolderProblem> refusal = access.refusal(ref, namespace);
    if (refusal.isPresent()) {
      return new FolderView.Refused(refusal.get().reason(), refusal.get().message());
    }
    if (found.isEmpty() || !access.mayObserve(found.get(), namespace)) {
      // To another namespace a folder that is absent and one that is closed look the same.
      boolean own = ref.resolvedNamespace().equals(namespace);
      return own
          ? new FolderView.Refused(
              "BackupFolderNotFound",
              "There is no BackupFolder " + ref + ": create it, or set spec.folderRef.")
          : new FolderView.Refused(
              "FolderNotAvailable",
              "There is no BackupFolder " + ref + " that namespace " + namespace + " may use.");
    }
    FolderState folder = found.get();
    if (folder.starting()) {
      return new FolderView.Starting();
    }
    FolderProblem problem = folder.problem();
    if (folder.synced()) {
      return new FolderView.Synced();
    }
    return problem == null
        ? new FolderView.OutOfSync("Unknown", "the last sweeps failed")
        : new FolderView.OutOfSync(problem.reason(), problem.message());
  }

  private static MachineView swept(FolderState folder, BackupResource resource) {
    return Optional.ofNullable(folder.snapshot())
        .flatMap(s -> s.machine(resource.getSpec().computeInstanceId()))
        .<MachineView>map(m -> new MachineView.Known(m.resource(), m.tasks(), true))
        .orElse(new MachineView.Missing());
  }

  /** Whether an earlier sweep of the folder saw that very machine, by what the status kept. */
  private static boolean sweptBefore(Resource machine, BackupResource resource) {
    BackupResourceStatus before = resource.getStatus();
    return before != null
        && !machine.resourceId().isEmpty()
        && machine.resourceId().equals(before.resourceId());
  }

  private static MachineView lookUp(FolderState folder, BackupResource resource) {
    BackupApi api = folder.api();
    if (api == null) {
      throw new IllegalStateException("a folder that is in sync has a connection");
    }
    try {
      Resource machine = api.getResource(resource.getSpec().computeInstanceId());
      Optional<String> folderId = machine.folderId();
      if (folderId.isEmpty()) {
        return sweptBefore(machine, resource)
            ? new MachineView.Known(machine, null, false)
            : new MachineView.Unplaced();
      }
      return folderId.get().equals(folder.spec().folderId())
          ? new MachineView.Known(machine, null, false)
          : new MachineView.Elsewhere();
    } catch (CloudException e) {
      return e.error().kind() == CloudError.Kind.NOT_FOUND
          ? new MachineView.Gone()
          : new MachineView.LookupFailed(e.error());
    }
  }
}
