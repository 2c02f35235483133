package io.cloudbackup.resource;

import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Pages;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.Machine;
import io.cloudbackup.kubernetes.Marks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
  private final BackupLists backups;
  private final RegisteredMachine machines;
  private final Clock clock;

  public ResourceObserver(
      FolderRegistry registry,
      FolderAccess access,
      BackupLists backups,
      RegisteredMachine machines,
      Clock clock) {
    this.registry = registry;
    this.access = access;
    this.backups = backups;
    this.machines = machines;
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
          switch (decide(resource, folder, lookedUp(folder.orElseThrow(), resource))) {
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
            access.view(
                ResourceIndex.folderOf(resource), folder, resource.getMetadata().getNamespace()),
            machine,
            folder.map(f -> backups(f, resource)).orElse(null),
            machines.rival(resource, folder),
            folder.map(f -> Rfc3339.duration(f.spec().sweepInterval())).orElse(NO_SWEEPS),
            clock.instant()));
  }

  private BackupResourceStatus.@Nullable Backups backups(
      FolderState folder, BackupResource resource) {
    if (!folder.spec().inventoryOrNone().on()) {
      return null;
    }
    BackupResourceStatus before = resource.getStatus();
    return BackupsSummary.of(
        before == null ? null : before.backups(),
        backups.of(folder.ref(), folder.uid()).machine(resource.getSpec().computeInstanceId()));
  }

  private static MachineView swept(FolderState folder, BackupResource resource) {
    return lastKnown(folder, resource)
        .<MachineView>map(m -> new MachineView.Known(m.resource(), m.tasks(), true))
        .orElse(new MachineView.Missing());
  }

  private static Optional<Machine> lastKnown(FolderState folder, BackupResource resource) {
    return Optional.ofNullable(folder.snapshot())
        .flatMap(s -> s.machine(resource.getSpec().computeInstanceId()));
  }

  /** Whether a sweep of the folder saw that very machine: the last one, or what the status kept. */
  private static boolean sweptBefore(
      Resource machine, BackupResource resource, Optional<Machine> swept) {
    BackupResourceStatus before = resource.getStatus();
    String id = machine.resourceId();
    return !id.isEmpty()
        && (swept.filter(m -> m.resource().resourceId().equals(id)).isPresent()
            || (before != null && id.equals(before.resourceId())));
  }

  /** A machine's tasks now; those that were known where the cloud says that it has none. */
  private static @Nullable List<Task> tasks(BackupApi api, Machine known) {
    String id = known.resource().computeInstanceId();
    try {
      return Pages.all("Resource.listTasks", token -> api.listTasks(id, token));
    } catch (CloudException e) {
      if (e.error().kind() == CloudError.Kind.NOT_FOUND) {
        return known.tasks();
      }
      throw e;
    }
  }

  /** A look of its own, of which the folder's other objects learn too. */
  private MachineView lookedUp(FolderState folder, BackupResource resource) {
    MachineView found = lookUp(folder, resource, lastKnown(folder, resource));
    String id = resource.getSpec().computeInstanceId();
    switch (found) {
      case MachineView.Known known ->
          registry.learn(folder, id, new Machine(known.resource(), known.tasks()));
      case MachineView.Gone _, MachineView.Elsewhere _ -> registry.learn(folder, id, null);
      case MachineView.Missing _,
          MachineView.Unrefreshed _,
          MachineView.Unplaced _,
          MachineView.LookupFailed _ -> {}
    }
    return found;
  }

  private static MachineView lookUp(
      FolderState folder, BackupResource resource, Optional<Machine> known) {
    BackupApi connected = folder.api();
    if (connected == null) {
      throw new IllegalStateException("a folder that is in sync has a connection");
    }
    // A look that somebody asks for comes behind the sweeps, which serve all.
    BackupApi api = known.isPresent() ? connected.in(Lane.INVENTORY) : connected;
    try {
      Resource machine = api.getResource(resource.getSpec().computeInstanceId());
      boolean belongs =
          machine
              .folderId()
              .map(folder.spec().folderId()::equals)
              .orElseGet(() -> sweptBefore(machine, resource, known));
      if (belongs) {
        return new MachineView.Known(machine, known.map(m -> tasks(api, m)).orElse(null), false);
      }
      return machine.folderId().isEmpty()
          ? new MachineView.Unplaced()
          : new MachineView.Elsewhere();
    } catch (CloudException e) {
      return e.error().kind() == CloudError.Kind.NOT_FOUND
          ? new MachineView.Gone()
          : known
              .<MachineView>map(m -> new MachineView.Unrefreshed(m.resource(), m.tasks()))
              .orElse(new MachineView.LookupFailed(e.error()));
    }
  }
}
