package io.cloudbackup.resource;

import static io.cloudbackup.api.BackupResourceStatus.BACKUP_FRESH;
import static io.cloudbackup.api.BackupResourceStatus.ONLINE;
import static io.cloudbackup.api.BackupResourceStatus.REGISTERED;
import static io.cloudbackup.api.BackupResourceStatus.SYNCED;

import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the status of a BackupResource says. Pure. */
final class ResourceDecision {
  private static final Duration NO_SIGN_OF_THE_FOLDER = Duration.ofMinutes(1);

  private final ResourceObservation seen;
  private final BackupResourceStatus before;

  private ResourceDecision(ResourceObservation seen) {
    this.seen = seen;
    this.before = seen.before();
  }

  /** Decides. */
  static ResourceOutcome decide(ResourceObservation seen) {
    return new ResourceDecision(seen).outcome();
  }

  private ResourceOutcome outcome() {
    if (seen.marks().paused()) {
      return doubt(
          "Paused", "The annotation backup.yandex.cloud/paused holds this status as it is.", null);
    }
    return switch (seen.folder()) {
      case FolderView.Refused refused -> refused(refused);
      case FolderView.Starting starting -> starting();
      case FolderView.OutOfSync out ->
          doubt(out.reason(), "The BackupFolder can't ask the cloud: " + out.message(), null);
      case FolderView.Synced synced -> synced();
    };
  }

  private ResourceOutcome synced() {
    return switch (seen.machine()) {
      case MachineView.Known known -> known(known);
      case MachineView.Missing missing -> alreadyGone() ? gone() : new ResourceOutcome.LookUp();
      case MachineView.Gone gone -> gone();
      case MachineView.Elsewhere elsewhere ->
          absent(
              "MachineInOtherFolder",
              "Machine "
                  + instance()
                  + " belongs to another cloud folder than the BackupFolder's.");
      case MachineView.Unplaced unplaced ->
          doubt(
              "FolderUnknown",
              "The cloud knows machine "
                  + instance()
                  + " but neither lists it in the BackupFolder's cloud folder nor says where it is.",
              seen.sweepInterval());
      case MachineView.LookupFailed failed ->
          doubt("LookupFailed", failed.error().sentence(), seen.sweepInterval());
    };
  }

  private ResourceOutcome known(MachineView.Known known) {
    Resource machine = known.resource();
    BackupResourceStatus mirrored =
        ResourceMirror.mirror(
            before, machine, known.tasks(), Objects.requireNonNull(seen.spec().taskHistoryLimit()));
    boolean registered = machine.initStatus().equals(Resource.REGISTRED);
    Condition fresh = freshness(machine.lastBackupTime());
    List<Condition> conditions = new ArrayList<>();
    if (seen.rival() == null) {
      conditions.add(Condition.of(Condition.READY, true, "Observed", ""));
      conditions.add(Condition.of(Condition.RECONCILING, false, "Observed", ""));
      conditions.add(Condition.of(Condition.STALLED, false, "Observed", ""));
    } else {
      conditions.addAll(
          stalled(
              "Conflict",
              "BackupResource "
                  + seen.rival()
                  + " is older and has deletionPolicy Delete for the same machine: this one deletes nothing."));
    }
    conditions.add(
        Condition.of(
            REGISTERED,
            registered,
            registered ? "Registered" : "NotRegistered",
            registered
                ? ""
                : "Registration is " + machine.initStatus() + ". " + registrationDetails(machine)));
    conditions.add(
        Condition.of(
            ONLINE,
            machine.online(),
            machine.online() ? "AgentOnline" : "AgentOffline",
            machine.online()
                ? ""
                : "The backup agent on the machine is offline: is the machine running?"));
    conditions.add(fresh);
    conditions.add(Condition.of(SYNCED, true, "Swept", ""));
    Duration stale = untilStale(fresh, machine.lastBackupTime());
    return say(mirrored, conditions, known.swept() ? stale : soonest(seen.sweepInterval(), stale));
  }

  private ResourceOutcome gone() {
    return absent(
        "MachineNotFound",
        "Cloud Backup doesn't know machine "
            + instance()
            + ". Check spec.computeInstanceId, or connect the machine.");
  }

  private ResourceOutcome absent(String reason, String message) {
    List<Condition> conditions = new ArrayList<>(stalled(reason, message));
    conditions.add(Condition.of(REGISTERED, false, reason, ""));
    conditions.add(Condition.of(ONLINE, Condition.UNKNOWN, reason, ""));
    Instant lastBackup = Rfc3339.parse(before.lastBackupTime());
    Condition fresh = freshness(lastBackup);
    conditions.add(fresh);
    conditions.add(Condition.of(SYNCED, true, "Swept", ""));
    return say(before, conditions, untilStale(fresh, lastBackup));
  }

  /**
   * The look-up that proved it gone is not repeated while the sweeps go on to miss it, unless
   * somebody asks.
   */
  private boolean alreadyGone() {
    boolean said =
        Condition.find(before.conditions(), REGISTERED)
            .filter(c -> c.status().equals(Condition.FALSE) && c.reason().equals("MachineNotFound"))
            .isPresent();
    return said
        && Condition.isTrue(before.conditions(), SYNCED)
        && Objects.equals(before.observedGeneration(), seen.generation())
        && Objects.equals(before.lastHandledReconcileAt(), seen.marks().nudge());
  }

  private ResourceOutcome starting() {
    if (before.observedGeneration() != null) {
      // What was said before the operator started stays until the first sweep is over.
      return new ResourceOutcome.Say(before, null);
    }
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        Condition.of(
            Condition.READY, Condition.UNKNOWN, "FirstSweep", "The first sweep is not over."));
    conditions.add(Condition.of(Condition.RECONCILING, true, "FirstSweep", ""));
    conditions.add(Condition.of(Condition.STALLED, false, "FirstSweep", ""));
    conditions.add(Condition.of(SYNCED, Condition.UNKNOWN, "FirstSweep", ""));
    return say(before, conditions, null);
  }

  private ResourceOutcome refused(FolderView.Refused refused) {
    List<Condition> conditions = new ArrayList<>(stalled(refused.reason(), refused.message()));
    conditions.addAll(kept());
    conditions.add(Condition.of(SYNCED, false, refused.reason(), ""));
    return say(before, conditions, NO_SIGN_OF_THE_FOLDER);
  }

  /** The last good status stays, marked as not current. */
  private ResourceOutcome doubt(String reason, String message, @Nullable Duration next) {
    List<Condition> conditions = new ArrayList<>();
    boolean nothingSaid =
        Condition.find(before.conditions(), Condition.READY)
            .map(ready -> ready.status().equals(Condition.UNKNOWN))
            .orElse(true);
    if (nothingSaid) {
      conditions.add(Condition.of(Condition.READY, Condition.UNKNOWN, reason, message));
      conditions.add(Condition.of(Condition.RECONCILING, true, reason, ""));
      conditions.add(Condition.of(Condition.STALLED, false, reason, ""));
    } else {
      before.conditions().stream().filter(Condition::isKstatus).forEach(conditions::add);
    }
    conditions.addAll(kept());
    conditions.add(Condition.of(SYNCED, false, reason, message));
    // Nothing was said of the newest spec, unless nothing was ever said.
    Long observed = before.observedGeneration();
    return say(before, conditions, next, observed == null ? seen.generation() : observed);
  }

  private List<Condition> kept() {
    return before.conditions().stream()
        .filter(c -> !c.isKstatus() && !c.type().equals(SYNCED))
        .toList();
  }

  private static List<Condition> stalled(String reason, String message) {
    return List.of(
        Condition.of(Condition.READY, false, reason, message),
        Condition.of(Condition.RECONCILING, false, reason, ""),
        Condition.of(Condition.STALLED, true, reason, message));
  }

  private Condition freshness(@Nullable Instant lastBackup) {
    Optional<Duration> limit = seen.spec().backupAgeLimit();
    if (limit.isEmpty()) {
      return Condition.of(
          BACKUP_FRESH, Condition.UNKNOWN, "NoLimit", "spec.maxBackupAge sets no limit.");
    }
    String most = seen.spec().maxBackupAge();
    if (lastBackup == null) {
      return Condition.of(
          BACKUP_FRESH, false, "NoBackup", "The machine has no backup; the limit is " + most + ".");
    }
    boolean fresh = !lastBackup.plus(limit.get()).isBefore(seen.now());
    return fresh
        ? Condition.of(
            BACKUP_FRESH, true, "WithinLimit", "The last backup is younger than " + most + ".")
        : Condition.of(
            BACKUP_FRESH, false, "TooOld", "The last backup is older than " + most + ".");
  }

  private @Nullable Duration untilStale(Condition fresh, @Nullable Instant lastBackup) {
    if (lastBackup == null || !fresh.status().equals(Condition.TRUE)) {
      return null;
    }
    Instant stale = lastBackup.plus(seen.spec().backupAgeLimit().orElseThrow());
    return Duration.between(seen.now(), stale).plusSeconds(1);
  }

  private static Duration soonest(Duration a, @Nullable Duration b) {
    return b == null || a.compareTo(b) < 0 ? a : b;
  }

  private static String registrationDetails(Resource machine) {
    return machine.metadata().isEmpty() || machine.metadata().equals("null")
        ? ""
        : machine.metadata();
  }

  private String instance() {
    return seen.spec().computeInstanceId();
  }

  private ResourceOutcome say(
      BackupResourceStatus fields, List<Condition> conditions, @Nullable Duration next) {
    return say(fields, conditions, next, seen.generation());
  }

  private ResourceOutcome say(
      BackupResourceStatus fields,
      List<Condition> conditions,
      @Nullable Duration next,
      @Nullable Long observedGeneration) {
    return new ResourceOutcome.Say(
        fields.with(
            observedGeneration,
            seen.marks().nudge(),
            Condition.merge(before.conditions(), conditions, observedGeneration, seen.now()),
            fields.deleteOperationId()),
        next);
  }
}
