package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Page;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registered machines of all folders. */
final class Machines {
  private final Supplier<Settings> settings;
  private final Map<String, Machine> byId = new HashMap<>();
  private final Map<String, NavigableMap<Long, Machine>> byFolder = new HashMap<>();
  private final Set<String> everRegistered = new HashSet<>();
  private long count;

  Machines(Supplier<Settings> settings) {
    this.settings = settings;
  }

  void clear() {
    byId.clear();
    byFolder.clear();
    everRegistered.clear();
  }

  void addFolder(String id) {
    byFolder.put(id, new TreeMap<>());
  }

  Machine add(MachineSpec spec, Instant createdAt) {
    if (byId.containsKey(spec.id())) {
      throw new ApiException(
          GrpcCode.ALREADY_EXISTS, "The machine " + spec.id() + " is registered.");
    }
    NavigableMap<Long, Machine> folder = ofFolder(spec.folder());
    String name = spec.id() + (everRegistered.add(spec.id()) ? "" : "/" + count);
    String resourceId = spec.resourceId().isEmpty() ? Ids.resource(name) : spec.resourceId();
    Machine machine = new Machine(++count, spec, resourceId, createdAt);
    byId.put(machine.id(), machine);
    folder.put(machine.seq(), machine);
    return machine;
  }

  void remove(Machine machine) {
    byId.remove(machine.id());
    ofFolder(machine.folder()).remove(machine.seq());
  }

  Optional<Machine> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Machine get(String id) {
    return find(id)
        .orElseThrow(
            () -> ApiException.notFound("Resource of compute instance " + id + " not found."));
  }

  /** A machine that the caller may use. */
  Machine get(String id, Caller caller) {
    Machine machine = get(id);
    caller.mayUse(machine.folder());
    return machine;
  }

  Collection<Machine> all() {
    return byId.values();
  }

  boolean anyAble(String folder) {
    return ofFolder(folder).values().stream().anyMatch(machine -> machine.spec().able());
  }

  /** A page of a folder, in the order of registration. */
  Page<Resource> page(String folder, String type, PageRequest request, Instant t) {
    NavigableMap<Long, Machine> all = ofFolder(folder);
    NavigableMap<Long, Machine> following =
        request.after().start() ? all : all.tailMap(request.after().number(), false);
    Page<Machine> page =
        request.take(
            following.values().stream()
                .filter(machine -> type.isEmpty() || machine.spec().type().equals(type)),
            machine -> PageRequest.Position.of(machine.seq()));
    Instant known = t.minus(settings.get().machineDelay());
    return new Page<>(
        page.items().stream().map(machine -> machine.view(known)).toList(), page.nextPageToken());
  }

  Resource view(Machine machine, boolean withTenant, Instant t) {
    Resource shown = machine.view(t.minus(settings.get().machineDelay()));
    if (!withTenant) {
      return shown;
    }
    return new Resource(
        shown.computeInstanceId(),
        shown.createdAt(),
        shown.updatedAt(),
        shown.online(),
        shown.enabled(),
        shown.status(),
        shown.statusDetails(),
        shown.statusProgress(),
        shown.lastBackupTime(),
        shown.nextBackupTime(),
        shown.resourceId(),
        shown.isActive(),
        shown.initStatus(),
        shown.metadata(),
        shown.type(),
        new Resource.TenantInfo(
            machine.folder(),
            Ids.stable("tenant/" + machine.folder()),
            Ids.stable("user/" + machine.folder())),
        shown.agentInfo());
  }

  /** A page of a machine's tasks, newest first. */
  Page<Task> tasks(Machine machine, PageRequest request, Instant t) {
    return request.take(
        machine.tasks(t.minus(settings.get().taskDelay()), settings.get()).stream()
            .filter(task -> request.after().start() || task.id() < request.after().number()),
        task -> PageRequest.Position.of(task.id()));
  }

  private NavigableMap<Long, Machine> ofFolder(String folder) {
    @Nullable NavigableMap<Long, Machine> machines = byFolder.get(folder);
    if (machines == null) {
      throw ApiException.notFound("Folder " + folder + " not found.");
    }
    return machines;
  }
}
