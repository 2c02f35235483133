package io.cloudbackup.resource;

import static io.cloudbackup.api.BackupResourceStatus.ONLINE;
import static io.cloudbackup.api.BackupResourceStatus.REGISTERED;
import static io.cloudbackup.api.BackupResourceStatus.SYNCED;

import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Kstatus;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.FolderView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the status of a BackupResource says. Pure. */
final class ResourceDecision {
  private static final Duration AFTER_FAILED_LOOK = Duration.ofSeconds(15);
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
      case MachineView.Known known ->
          known.swept() && nudged() ? new ResourceOutcome.LookUp() : known(known);
      case MachineView.Unrefreshed(Resource machine, List<Task> tasks) ->
          known(new MachineView.Known(machine, tasks, true));
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
                before,
                machine,
                known.tasks(),
                Objects.requireNonNull(seen.spec().taskHistoryLimit()))
            .withBackups(seen.backups());
    boolean registered = machine.initStatus().equals(Resource.REGISTRED);
    Freshness fresh = freshness(machine.lastBackupTime());
    List<Condition> conditions = new ArrayList<>();
    conditions.addAll(
        seen.rival() == null
            ? Kstatus.CURRENT.conditions("Observed", "")
            : Kstatus.FAILED.conditions(
                "Conflict",
                seen.rival()
                    + " is older and has deletionPolicy Delete for the same machine: this one deletes nothing."));
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
    conditions.add(fresh.condition());
    conditions.add(Condition.of(SYNCED, true, "Swept", ""));
    return say(mirrored, conditions, soonest(nextLook(known), fresh.untilStale()));
  }

  /** Whether somebody asks for a fresh look, and was not answered yet. */
  private boolean nudged() {
    return seen.marks().openRequest(before.lastHandledReconcileAt()).isPresent();
  }

  /** When the machine is to be looked at again; null where a sweep is what brings news. */
  private @Nullable Duration nextLook(MachineView.Known known) {
    if (seen.machine() instanceof MachineView.Unrefreshed) {
      return AFTER_FAILED_LOOK;
    }
    return known.swept() ? null : seen.sweepInterval();
  }

  private ResourceOutcome gone() {
    return absent(
        "MachineNotFound",
        "Cloud Backup doesn't know machine "
            + instance()
            + ". Check spec.computeInstanceId, or connect the machine.");
  }

  private ResourceOutcome absent(String reason, String message) {
    List<Condition> conditions = new ArrayList<>(Kstatus.FAILED.conditions(reason, message));
    conditions.add(Condition.of(REGISTERED, false, reason, ""));
    conditions.add(Condition.of(ONLINE, Condition.UNKNOWN, reason, ""));
    Freshness fresh = freshness(Rfc3339.parse(before.lastBackupTime()));
    conditions.add(fresh.condition());
    conditions.add(Condition.of(SYNCED, true, "Swept", ""));
    return say(before, conditions, fresh.untilStale());
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
        && !nudged();
  }

  private ResourceOutcome starting() {
    if (before.observedGeneration() != null) {
      // What was said before the operator started stays until the first sweep is over.
      return new ResourceOutcome.Say(before, null);
    }
    List<Condition> conditions =
        new ArrayList<>(Kstatus.UNKNOWN.conditions("FirstSweep", "The first sweep is not over."));
    conditions.add(Condition.of(SYNCED, Condition.UNKNOWN, "FirstSweep", ""));
    return say(before, conditions, null);
  }

  private ResourceOutcome refused(FolderView.Refused refused) {
    List<Condition> conditions =
        new ArrayList<>(Kstatus.FAILED.conditions(refused.reason(), refused.message()));
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
      conditions.addAll(Kstatus.UNKNOWN.conditions(reason, message));
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

  private Freshness freshness(@Nullable Instant lastBackup) {
    return new Freshness(seen.spec(), lastBackup, seen.now());
  }

  private static @Nullable Duration soonest(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) < 0 ? a : b;
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
            seen.machine() instanceof MachineView.Unrefreshed
                ? before.lastHandledReconcileAt()
                : seen.marks().nudge(),
            Condition.merge(before.conditions(), conditions, observedGeneration, seen.now()),
            fields.deleteOperationId()),
        next);
  }
}
