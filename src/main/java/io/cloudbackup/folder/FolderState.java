package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.kubernetes.Marks;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator knows of a BackupFolder; one immutable value that the reconcilers of all rooms
 * read.
 *
 * @param ref namespace and name
 * @param uid of the object, so that a successor of the same name is another folder
 * @param api how to talk to the cloud; null while the folder is paused, not connected yet, or
 *     without good credentials or endpoints
 * @param problem why the last attempt failed, or null
 * @param failures how many sweeps have failed in a row
 * @param snapshot the last complete sweep, with what looks at single machines found since; or null
 */
public record FolderState(
    FolderRef ref,
    String uid,
    BackupFolderSpec spec,
    @Nullable BackupApi api,
    @Nullable FolderProblem problem,
    int failures,
    @Nullable FolderSnapshot snapshot) {
  /**
   * One failed sweep can be a passing fault; after two in a row nobody may take the statuses for
   * current.
   */
  private static final int FAILURES_TO_DOUBT = 2;

  /** Whether what the snapshot says still counts. */
  public boolean synced() {
    return snapshot != null && api != null && failures < FAILURES_TO_DOUBT;
  }

  /** Why nobody can ask the cloud through it, as a sentence; null where it is connected. */
  public @Nullable String disconnected() {
    return api != null
        ? null
        : "BackupFolder "
            + ref
            + " has no connection to the cloud"
            + (problem == null ? "." : ": " + problem.message());
  }

  /** How it looks to those who may use it. */
  FolderView view() {
    if (starting()) {
      return new FolderView.Starting();
    }
    if (synced()) {
      return new FolderView.Synced();
    }
    return problem == null
        ? new FolderView.OutOfSync("Unknown", "The last sweeps failed.")
        : new FolderView.OutOfSync(problem.reason(), problem.message());
  }

  /** A folder of which nothing is known yet but that it exists. */
  static FolderState expected(FolderRef ref, String uid, BackupFolderSpec spec) {
    return new FolderState(ref, uid, spec, null, null, 0, null);
  }

  /**
   * The same folder as the API server has it, even while a sweep of before goes on: a grant that
   * was withdrawn counts no more, a paused folder rests, and what was connected by other
   * credentials or endpoints is not connected. Nothing where that is another one of the same name.
   */
  public Optional<FolderState> as(BackupFolder live) {
    return uid.equals(live.getMetadata().getUid())
        ? Optional.of(as(live.getSpec(), Marks.of(live).paused()))
        : Optional.empty();
  }

  /** The same folder with that spec, paused or not. */
  FolderState as(BackupFolderSpec now, boolean paused) {
    if (paused) {
      return new FolderState(ref, uid, now, null, FolderProblem.PAUSED, failures, snapshot);
    }
    boolean resumed = api == null && FolderProblem.PAUSED.equals(problem);
    return resumed || !connectedAs(now)
        ? new FolderState(ref, uid, now, null, null, failures, snapshot)
        : new FolderState(ref, uid, now, api, problem, failures, snapshot);
  }

  private boolean connectedAs(BackupFolderSpec now) {
    return Objects.equals(spec.credentials(), now.credentials())
        && Objects.equals(spec.endpoints(), now.endpoints());
  }

  /** The same folder with other machines. */
  FolderState with(FolderSnapshot machines) {
    return new FolderState(ref, uid, spec, api, problem, failures, machines);
  }

  /** The same folder with what was learned of one of its machines; null where none changes. */
  @Nullable FolderState learned(String computeInstanceId, @Nullable Machine found) {
    return snapshot == null || snapshot.machine(computeInstanceId).isEmpty()
        ? null
        : with(snapshot.withMachine(computeInstanceId, found));
  }

  /** Whether nobody has tried yet to connect it, as it is now. */
  public boolean expected() {
    return api == null && problem == null;
  }

  /** Whether the first sweep, as it is now, has neither succeeded nor failed for good. */
  public boolean starting() {
    return expected() || (snapshot == null && failures < FAILURES_TO_DOUBT && api != null);
  }
}
