package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Resource;
import java.util.List;
import java.util.Optional;

/**
 * Whether a recovery may be sent now, checked in full before every send, replays included: it is
 * {@link Wanted}, its backup fits its target, and the plan that follows has its {@link Clearance}.
 * Pure.
 *
 * <p>The preconditions follow from the API's field descriptions: registered, active, online and
 * idle.
 */
final class Readiness {
  private static final String BACKUP_NOT_FOUND = "BackupNotFound";

  private final RecoveryObservation seen;

  private Readiness(RecoveryObservation seen) {
    this.seen = seen;
  }

  static Verdict of(RecoveryObservation seen) {
    Optional<Verdict.No> unwanted = Wanted.obstacle(seen);
    return unwanted.isPresent() ? unwanted.get() : new Readiness(seen).backup();
  }

  private Verdict backup() {
    return switch (seen.backup()) {
      case Lookup.Found<Backup>(Backup backup) when backup.deleted() ->
          never("BackupDeleted", "Backup " + backup.id() + " was deleted.");
      case Lookup.Found<Backup>(Backup backup) -> target(backup);
      case Lookup.Absent<Backup> absent -> noBackup();
      case Lookup.Failed<Backup>(CloudError error) -> unanswered(error);
      case Lookup.NotAsked<Backup> notAsked -> pending("Observing", "The backup is looked up.");
    };
  }

  private Verdict noBackup() {
    String id = seen.spec().source().backupId();
    if (id == null) {
      return without(
          "NoBackup",
          "The machine that spec.source.latest names has no backup that it selects: wait for one, or change the"
              + " source in another BackupRecovery.");
    }
    String message = "The cloud folder has no backup " + id + ". Check spec.source.backupId.";
    // A phase that is final takes more than one look.
    return seen.before().saysWhy(BACKUP_NOT_FOUND)
        ? never(BACKUP_NOT_FOUND, message)
        : without(BACKUP_NOT_FOUND, message);
  }

  /** Not now, and a plan from before is of a backup that is gone. */
  private Verdict without(String reason, String message) {
    return Verdict.No.of(seen, RecoveryPhase.Pending, reason, message, null);
  }

  private Verdict target(Backup backup) {
    return switch (seen.target()) {
      case Lookup.Found<Resource>(Resource target) -> target(backup, target);
      case Lookup.Absent<Resource> absent ->
          pending(
              "TargetNotRegistered",
              "Cloud Backup doesn't know the target machine" + machine() + ": connect it first.");
      case Lookup.Failed<Resource>(CloudError error) -> unanswered(error);
      case Lookup.NotAsked<Resource> notAsked -> pending("Observing", "The target is looked up.");
    };
  }

  private Verdict target(Backup backup, Resource target) {
    if (seen.goal() instanceof Goal.Clear(String machine)
        && !machine.equals(target.computeInstanceId())) {
      return pending(
          "TargetChanged",
          "spec.target means machine "
              + machine
              + ", and the one at hand is "
              + target.computeInstanceId()
              + ".");
    }
    if (!belongs(target)) {
      return pending(
          "TargetInOtherFolder", "The target machine is not in the BackupFolder's cloud folder.");
    }
    if (!target.initStatus().equals(Resource.REGISTRED)) {
      return pending(
          "TargetNotRegistered",
          "The target machine's registration is "
              + target.initStatus()
              + ": it must be REGISTRED.");
    }
    return source(backup, target);
  }

  /**
   * The cloud's word counts; where it says nothing of the folder, the folder's sweep must have seen
   * the machine.
   */
  private boolean belongs(Resource target) {
    return target
        .folderId()
        .map(id -> seen.folder() instanceof FolderUse.Usable usable && id.equals(usable.folderId()))
        .orElse(seen.swept());
  }

  /** The cloud recovers no virtual machine onto a physical one, nor the other way round. */
  private Verdict source(Backup backup, Resource target) {
    return switch (seen.source()) {
      case Lookup.Found<Resource>(Resource source) when differ(source.type(), target.type()) ->
          never(
              "TargetTypeDiffers",
              "Backup "
                  + backup.id()
                  + " is of a machine of type "
                  + source.type()
                  + ", and the target's is "
                  + target.type()
                  + ": choose a target of the same type.");
      case Lookup.Failed<Resource>(CloudError error) -> unanswered(error);
      // Where the source is not registered any more, nobody can tell its type.
      case Lookup.Found<Resource> same -> layout(backup, target);
      case Lookup.Absent<Resource> absent -> layout(backup, target);
      case Lookup.NotAsked<Resource> notAsked -> layout(backup, target);
    };
  }

  private static boolean differ(String source, String target) {
    return known(source) && known(target) && !source.equals(target);
  }

  private static boolean known(String type) {
    return !type.isEmpty() && !type.endsWith("UNSPECIFIED");
  }

  private Verdict layout(Backup backup, Resource target) {
    return switch (seen.ofTarget()) {
      case Lookup.Found<List<Backup>>(List<Backup> own) -> planned(backup, target, own);
      case Lookup.Absent<List<Backup>> absent -> planned(backup, target, List.of());
      case Lookup.Failed<List<Backup>>(CloudError error) -> unanswered(error);
      case Lookup.NotAsked<List<Backup>> notAsked ->
          pending("Observing", "The target's own backups are looked up.");
    };
  }

  private Verdict planned(Backup backup, Resource target, List<Backup> ofTarget) {
    Plan plan = Plans.of(backup, target, seen.newer(), ofTarget);
    return new Clearance(seen, target, plan).verdict(backup);
  }

  private String machine() {
    return seen.goal() instanceof Goal.Clear(String id) ? " " + id : "";
  }

  private Verdict never(String reason, String message) {
    return Verdict.No.of(seen, RecoveryPhase.Failed, reason, message, null);
  }

  private Verdict pending(String reason, String message) {
    return Verdict.No.pending(seen, reason, message);
  }

  private Verdict unanswered(CloudError error) {
    return Verdict.No.unanswered(seen, error);
  }
}
