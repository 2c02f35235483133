package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** All that the emulated cloud remembers, under one lock. It moves only when somebody looks. */
final class CloudState {
  private final InstantSource time;
  private final Supplier<Settings> settings;
  private final Ids ids;
  private final Agenda agenda = new Agenda();
  private final Machines machines;
  private final Backups backups = new Backups();
  private final Operations operations;
  private final Jobs jobs;
  private List<String> policies = List.of();
  private String defaultFolder = "";

  CloudState(InstantSource time, Supplier<Settings> settings, Ids ids) {
    this.time = time;
    this.settings = settings;
    this.ids = ids;
    this.machines = new Machines(settings);
    this.operations = new Operations(settings);
    this.jobs = new Jobs(machines, backups, operations, agenda, settings, ids);
  }

  /**
   * The state at one moment.
   *
   * @param now the moment: all that was due until then has happened
   */
  record Moment(
      Instant now,
      Settings settings,
      Machines machines,
      Backups backups,
      Operations operations,
      Jobs jobs) {}

  /** Brings the state up to now and does something with it, alone. */
  synchronized <T> T now(Function<Moment, T> verb) {
    Instant now = time.instant();
    agenda.runUntil(now);
    return verb.apply(new Moment(now, settings.get(), machines, backups, operations, jobs));
  }

  /** Answers with the operation that the call's idempotency key began before, or with a new one. */
  Answer operation(Call call, Function<Moment, Work> begin) {
    return Answer.ok(
        now(
            moment -> {
              String account = call.caller().accountId();
              Optional<Work> before =
                  moment.operations().begunBy(account, call.idempotencyKey(), moment.now());
              Work work = before.orElseGet(() -> begin.apply(moment));
              if (before.isEmpty()) {
                moment.operations().remember(call.idempotencyKey(), work);
              }
              call.effects().accept(Journal.Effect.of(work, before.isEmpty()));
              return moment.operations().view(work, moment.now());
            }));
  }

  /** Forgets everything and begins with a scenario. */
  synchronized void load(Scenario scenario) {
    agenda.clear();
    machines.clear();
    backups.clear();
    operations.clear();
    policies = scenario.policies();
    defaultFolder = scenario.folders().getFirst().id();
    scenario.folders().forEach(folder -> machines.addFolder(folder.id()));
    Instant now = time.instant();
    scenario.machines().forEach(spec -> add(spec, now));
  }

  /** Adds what a scenario's entry describes: one machine or many. */
  synchronized void add(MachineSpec spec) {
    Instant now = time.instant();
    agenda.runUntil(now);
    add(spec, now);
  }

  private void add(MachineSpec given, Instant now) {
    MachineSpec spec = withSchedulePolicy(given);
    Duration every = every(spec);
    if (spec.generate() == 0) {
      addOne(spec, spec.id(), every, now);
    }
    for (int i = 1; i <= spec.generate(); i++) {
      String id = spec.idPrefix() + String.format(Locale.ROOT, "%05d", i);
      addOne(spec, id, every.multipliedBy(i).dividedBy(spec.generate()), now);
    }
  }

  private void addOne(MachineSpec spec, String id, Duration first, Instant now) {
    MachineSpec own = spec.as(id, spec.folder().isEmpty() ? defaultFolder : spec.folder());
    Machine machine = machines.add(own, now.minus(own.age()));
    int number = 0;
    for (BackupSpec backup : own.backups()) {
      addBackup(machine, backup, Ids.stable("backup/" + id + "/" + number++), now);
    }
    jobs.schedule(machine, first(own, first), now);
  }

  /** Gives a machine a backup that it took {@code spec.age()} before now. */
  synchronized String addBackup(String machineId, BackupSpec spec) {
    Instant now = time.instant();
    agenda.runUntil(now);
    return addBackup(machines.get(machineId), spec, ids.backup(), now);
  }

  private String addBackup(Machine machine, BackupSpec spec, String otherwise, Instant now) {
    ScheduleSpec schedule = machine.spec().schedule();
    String policy = schedule == null ? policies.getFirst() : schedule.policyId();
    BackupSpec own =
        new BackupSpec(
            spec.id().isEmpty() ? otherwise : spec.id(),
            spec.age(),
            spec.size(),
            spec.type(),
            spec.policyId().isEmpty() ? policy : spec.policyId(),
            spec.deleted(),
            spec.disks().isEmpty() ? machine.spec().disks() : spec.disks());
    Instant createdAt = now.minus(own.age());
    Backups.Stored stored = backups.add(machine, own.id(), own, createdAt);
    machine.lastBackup(createdAt);
    return stored.backup().id();
  }

  /** Changes a machine by a merge patch of its scenario entry; a schedule begins anew. */
  synchronized MachineSpec change(String machineId, JsonNode patch) {
    Instant now = time.instant();
    agenda.runUntil(now);
    Machine machine = machines.get(machineId);
    for (String fixed : List.of("id", "folder", "resourceId", "generate", "backups", "age")) {
      if (patch.has(fixed)) {
        throw ApiException.invalid(fixed + " of a machine can't be changed.");
      }
    }
    MachineSpec changed = withSchedulePolicy(Json.merge(machine.spec(), patch, MachineSpec.class));
    machine.change(changed, now);
    if (patch.has("schedule")) {
      jobs.schedule(machine, first(changed, every(changed)), now);
    }
    return changed;
  }

  private static Duration every(MachineSpec spec) {
    return spec.schedule() == null ? Duration.ZERO : spec.schedule().every();
  }

  private static Duration first(MachineSpec spec, Duration otherwise) {
    return spec.schedule() == null || spec.schedule().first() == null
        ? otherwise
        : spec.schedule().first();
  }

  private MachineSpec withSchedulePolicy(MachineSpec spec) {
    ScheduleSpec schedule = spec.schedule();
    if (schedule == null || !schedule.policyId().isEmpty()) {
      return spec;
    }
    ObjectNode patch = Json.CONTROL.createObjectNode();
    patch.putObject("schedule").put("policyId", policies.getFirst());
    return Json.merge(spec, patch, MachineSpec.class);
  }
}
