package io.cloudbackup.recovery;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderProblem;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import java.util.List;
import java.util.Optional;

/** The BackupFolders of recoveries, and what each recovery may do through its own. */
final class Folders {
  private final Cluster cluster;
  private final FolderRegistry registry;
  private final FolderAccess access;

  Folders(Cluster cluster, FolderRegistry registry, FolderAccess access) {
    this.cluster = cluster;
    this.registry = registry;
    this.access = access;
  }

  /** Which one a recovery names. */
  static FolderRef refOf(BackupRecovery recovery) {
    return FolderRef.resolve(recovery.getSpec().folderRef(), recovery.getMetadata().getNamespace());
  }

  /** The connection that a send of this recovery uses, if there is one. */
  Optional<BackupApi> api(BackupRecovery recovery) {
    return registry.find(refOf(recovery)).map(FolderState::api).map(api -> api.in(Lane.RECOVERY));
  }

  /** The cloud folder that a recovery is for; empty where that isn't known any more. */
  String idOf(BackupRecovery recovery) {
    return registry.find(refOf(recovery)).map(f -> f.spec().folderId()).orElse("");
  }

  /**
   * Whether nobody has tried yet to connect the folder as it is now, so that nothing can be said.
   */
  boolean starting(BackupRecovery recovery) {
    return registry.find(refOf(recovery)).filter(FolderState::expected).isPresent();
  }

  /** The folder as the API server has it now. What is over needs no such read. */
  Optional<FolderState> live(BackupRecovery recovery, BackupRecoveryStatus before) {
    FolderRef ref = refOf(recovery);
    Optional<FolderState> known = registry.find(ref);
    if (known.isEmpty() || before.currentPhase().terminal()) {
      return known;
    }
    return cluster.folder(ref).flatMap(known.get()::as);
  }

  /**
   * Whether the recovery may go through its folder.
   *
   * @param found what {@link #live} gave
   * @param sources the machines whose data the recovery reads, as far as they are known: who
   *     recovers a backup onto a machine of theirs can read it there
   */
  FolderUse view(
      BackupRecovery recovery, Optional<FolderState> found, Goal goal, List<String> sources) {
    String namespace = recovery.getMetadata().getNamespace();
    FolderRef ref = refOf(recovery);
    Optional<FolderProblem> refusal = access.refusal(ref, namespace);
    if (refusal.isPresent()) {
      return new FolderUse.Unusable(refusal.get().reason(), refusal.get().message());
    }
    if (found.isEmpty() || !access.mayObserve(found.get(), namespace)) {
      return new FolderUse.Unusable(
          "FolderNotAvailable",
          "There is no BackupFolder "
              + ref
              + " that namespace "
              + namespace
              + " may use: create it, or name another one in spec.folderRef of another BackupRecovery.");
    }
    FolderState folder = found.get();
    if (goal instanceof Goal.Clear(String machine)
        && !access.mayAct(folder, namespace, AccessRule.RECOVER, machine)) {
      return notPermitted(ref, namespace, "machine " + machine + ".");
    }
    if (!sources.stream().allMatch(m -> access.mayAct(folder, namespace, AccessRule.RECOVER, m))) {
      return notPermitted(
          ref,
          namespace,
          "the machine that the backup is of: its backup could be read on the target.");
    }
    FolderProblem problem = folder.problem();
    String disconnected = folder.disconnected();
    if (disconnected != null) {
      return new FolderUse.Unusable(
          problem == null ? "FolderNotReady" : problem.reason(), disconnected);
    }
    return new FolderUse.Usable(
        folder.uid(), folder.spec().folderId(), folder.spec().recoveryPolicy());
  }

  private static FolderUse notPermitted(FolderRef ref, String namespace, String onWhat) {
    return new FolderUse.Unusable(
        "NotPermitted",
        "BackupFolder " + ref + " doesn't grant namespace " + namespace + " Recover on " + onWhat);
  }
}
