package io.cloudbackup.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Begins work, and does what follows when it ends: scheduled backups, recoveries, deletions. */
final class Jobs {
  private final Machines machines;
  private final Backups backups;
  private final Operations operations;
  private final Agenda agenda;
  private final Supplier<Settings> settings;
  private final Ids ids;

  Jobs(
      Machines machines,
      Backups backups,
      Operations operations,
      Agenda agenda,
      Supplier<Settings> settings,
      Ids ids) {
    this.machines = machines;
    this.backups = backups;
    this.operations = operations;
    this.agenda = agenda;
    this.settings = settings;
    this.ids = ids;
  }

  /**
   * Puts a machine's next backup on the agenda, {@code first} after {@code t}; or none, without a
   * schedule.
   */
  void schedule(Machine machine, Duration first, Instant t) {
    int number = machine.newSchedule();
    ScheduleSpec schedule = machine.spec().schedule();
    if (schedule != null) {
      scheduleNext(machine, schedule, number, t.plus(first));
    }
  }

  private void scheduleNext(Machine machine, ScheduleSpec schedule, int number, Instant at) {
    machine.nextBackup(at);
    agenda.at(
        at,
        t -> {
          if (machine.follows(number) && machines.find(machine.id()).equals(Optional.of(machine))) {
            scheduleNext(machine, schedule, number, t.plus(schedule.every()));
            if (machine.spec().able() && machine.spec().enabled() && !machine.busy(t)) {
              Work.Order order =
                  order(Work.Kind.BACKUP, "", machine.id(), "", schedule.policyId(), "", t);
              begin(machine, new Work(order, schedule.duration()));
            }
          }
        });
  }

  /** Begins a recovery that may begin. */
  Work recover(Machine machine, Backups.Stored source, String createdBy, Instant t) {
    Work.Order order =
        order(
            Work.Kind.RECOVERY,
            ids.operation(),
            machine.id(),
            source.backup().id(),
            source.backup().policyId(),
            createdBy,
            t);
    Work work = new Work(order, settings.get().recoveryDuration());
    operations.add(work);
    begin(machine, work);
    return work;
  }

  /**
   * Begins a deletion: of a backup, or of the machine's resource where {@code backupId} is empty.
   */
  Work delete(String machineId, String backupId, String createdBy, Instant t) {
    Work.Kind kind = backupId.isEmpty() ? Work.Kind.DELETE_RESOURCE : Work.Kind.DELETE_BACKUP;
    Work.Order order = order(kind, ids.operation(), machineId, backupId, "", createdBy, t);
    Work work = new Work(order, settings.get().deleteDuration());
    operations.add(work);
    awaitEnd(work);
    return work;
  }

  private Work.Order order(
      Work.Kind kind,
      String operationId,
      String machineId,
      String backupId,
      String policyId,
      String createdBy,
      Instant t) {
    return new Work.Order(
        ids.task(), kind, operationId, machineId, backupId, policyId, createdBy, t);
  }

  private void begin(Machine machine, Work work) {
    machine.add(work, settings.get().taskHistory());
    awaitEnd(work);
  }

  private void awaitEnd(Work work) {
    agenda.at(
        work.endsAt(),
        t -> {
          if (work.due(t)) {
            finish(work, t);
          }
        });
  }

  /** Lets frozen work go on. */
  void resume(Work work, Instant t) {
    work.resume(t);
    awaitEnd(work);
  }

  /** Ends work as its machine says: well, or with the failure that was ordered. */
  void finish(Work work, Instant t) {
    if (work.settled()) {
      return;
    }
    Optional<Machine> machine = machines.find(work.order().machineId());
    Optional<MachineSpec.Failure> failure =
        machine.flatMap(
            m ->
                switch (work.order().kind()) {
                  case BACKUP -> Optional.ofNullable(m.spec().backupError());
                  case RECOVERY -> Optional.ofNullable(m.spec().recoveryError());
                  case DELETE_RESOURCE, DELETE_BACKUP -> Optional.empty();
                });
    if (failure.isPresent()) {
      fail(work, failure.get(), t);
      return;
    }
    work.succeed(t, work.order().kind().task() ? settings.get().finalProgress() : 100);
    takeEffect(work, machine, t);
  }

  /** Fails work: it shows the error at once and is over after the rollback. */
  void fail(Work work, MachineSpec.Failure failure, Instant t) {
    if (work.settled()) {
      return;
    }
    work.fail(t, failure);
    Duration rollback = settings.get().rollbackDuration();
    if (rollback.isZero()) {
      work.rolledBack(t);
    } else {
      agenda.at(t.plus(rollback), work::rolledBack);
    }
  }

  private void takeEffect(Work work, Optional<Machine> machine, Instant t) {
    Work.Order order = work.order();
    switch (order.kind()) {
      case BACKUP -> machine.ifPresent(m -> keepBackup(m, order.policyId(), t));
      case RECOVERY -> outdateSource(order, t);
      case DELETE_BACKUP -> backups.delete(order.backupId(), settings.get().deletedBackups());
      case DELETE_RESOURCE -> machine.ifPresent(m -> forget(m, t));
    }
  }

  private void keepBackup(Machine machine, String policyId, Instant t) {
    ScheduleSpec schedule = machine.spec().schedule();
    long full = schedule == null ? 1L << 30 : schedule.size().bytes();
    boolean first =
        backups
            .ofMachine(machine.id())
            .filter(
                stored -> stored.backup().policyId().equals(policyId) && !stored.backup().deleted())
            .findFirst()
            .isEmpty();
    BackupSpec spec =
        new BackupSpec(
            "",
            Duration.ZERO,
            new DataSize(first ? full : full / 10),
            first ? "FULL" : "INCREMENTAL",
            policyId,
            false,
            machine.spec().disks());
    var _ = backups.add(machine, ids.backup(), spec, t);
    int keep = schedule == null ? 15 : schedule.keep();
    backups
        .ofMachine(machine.id())
        .filter(stored -> stored.backup().policyId().equals(policyId) && !stored.backup().deleted())
        .skip(keep)
        .toList()
        .forEach(old -> backups.delete(old.backup().id(), settings.get().deletedBackups()));
  }

  private void outdateSource(Work.Order order, Instant t) {
    if (settings.get().outdateSource()) {
      backups
          .find(order.backupId())
          .map(stored -> stored.backup().computeInstanceId())
          .filter(source -> !source.equals(order.machineId()))
          .flatMap(machines::find)
          .ifPresent(source -> source.outdated(t));
    }
  }

  private void forget(Machine machine, Instant t) {
    MachineSpec.Failure gone =
        new MachineSpec.Failure(
            GrpcCode.ABORTED.number(), "The resource of " + machine.id() + " was deleted.");
    machine.works().stream().filter(work -> !work.settled()).forEach(work -> fail(work, gone, t));
    machines.remove(machine);
  }
}
