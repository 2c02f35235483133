package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One registered machine with its newest tasks. */
final class Machine {
  private final long seq;
  private final String resourceId;
  private final Instant createdAt;
  private final Deque<Work> works = new ArrayDeque<>();
  private MachineSpec spec;
  private Instant updatedAt;
  private @Nullable Instant lastBackup;
  private @Nullable Instant nextBackup;
  private int schedule;

  Machine(long seq, MachineSpec spec, String resourceId, Instant createdAt) {
    this.seq = seq;
    this.spec = spec;
    this.resourceId = resourceId;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
  }

  long seq() {
    return seq;
  }

  String id() {
    return spec.id();
  }

  String folder() {
    return spec.folder();
  }

  String resourceId() {
    return resourceId;
  }

  MachineSpec spec() {
    return spec;
  }

  void change(MachineSpec to, Instant t) {
    spec = to;
    updatedAt = t;
  }

  void outdated(Instant t) {
    change(
        Json.merge(spec, Json.CONTROL.createObjectNode().put("active", false), MachineSpec.class),
        t);
  }

  /** Begins another schedule: what is left on the agenda of the one before no longer counts. */
  int newSchedule() {
    nextBackup = null;
    return ++schedule;
  }

  boolean follows(int number) {
    return schedule == number;
  }

  void nextBackup(Instant t) {
    nextBackup = t;
  }

  /** The newest backup from before the kept tasks. */
  void lastBackup(Instant t) {
    if (lastBackup == null || lastBackup.isBefore(t)) {
      lastBackup = t;
    }
  }

  void add(Work work, int keep) {
    works.addFirst(work);
    updatedAt = work.order().createdAt();
    while (works.size() > keep && works.getLast().settled()) {
      Work dropped = works.removeLast();
      lastBackupOf(dropped).ifPresent(this::lastBackup);
    }
  }

  /** What goes on at {@code t}, the newest first. */
  Optional<Work> active(Instant t) {
    return works.stream().filter(work -> work.running(t)).findFirst();
  }

  boolean busy(Instant t) {
    return active(t).isPresent()
        || spec.status().equals(Resource.BACKUPING)
        || spec.status().equals(Resource.RECOVERING);
  }

  List<Work> works() {
    return List.copyOf(works);
  }

  /** The machine as the API shows it when it knows what happened until {@code t}. */
  Resource view(Instant t) {
    Optional<Work> active = active(t);
    MachineSpec.Agent agent = spec.agent();
    return new Resource(
        spec.id(),
        createdAt,
        active.map(work -> work.updatedAt(t)).orElseGet(() -> updated(t)),
        spec.online(),
        spec.enabled(),
        active.map(work -> work.order().kind().machineStatus()).orElse(spec.status()),
        active.isPresent() ? "" : spec.statusDetails(),
        active.map(work -> work.percent(t)).orElse(spec.statusProgress()),
        lastBackupAsOf(t),
        nextBackup,
        resourceId,
        spec.active(),
        spec.initStatus(),
        spec.metadata(),
        spec.type(),
        null,
        agent == null
            ? null
            : new Resource.AgentInfo(
                agent.currentVersion(), agent.latestVersion(), agent.canUpdate()));
  }

  /** The tasks that the API shows when it knows what happened until {@code t}, newest first. */
  List<Task> tasks(Instant t, Settings settings) {
    return works.stream()
        .filter(work -> !work.order().createdAt().isAfter(t))
        .map(work -> work.task(t, settings))
        .toList();
  }

  private Instant updated(Instant t) {
    return works.stream()
        .filter(work -> work.completed(t))
        .map(work -> work.updatedAt(t))
        .filter(updatedAt::isBefore)
        .findFirst()
        .orElse(updatedAt);
  }

  private @Nullable Instant lastBackupAsOf(Instant t) {
    return works.stream()
        .filter(work -> work.completed(t))
        .flatMap(work -> lastBackupOf(work).stream())
        .findFirst()
        .orElse(lastBackup);
  }

  private static Optional<Instant> lastBackupOf(Work work) {
    return work.order().kind() == Work.Kind.BACKUP && work.succeeded()
        ? Optional.ofNullable(work.completedAt())
        : Optional.empty();
  }
}
