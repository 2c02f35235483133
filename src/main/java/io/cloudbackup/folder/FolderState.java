package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator knows of a BackupFolder; one immutable value that the reconcilers of all rooms
 * read.
 *
 * @param ref namespace and name
 * @param uid of the object, so that a successor of the same name is another folder
 * @param api how to talk to the cloud; null while the credentials or endpoints are no good
 * @param problem why the last attempt failed, or null
 * @param failures how many sweeps have failed in a row
 * @param snapshot the last complete sweep, or null
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

  /** A folder of which nothing is known yet but that it exists. */
  static FolderState expected(FolderRef ref, String uid, BackupFolderSpec spec) {
    return new FolderState(ref, uid, spec, null, null, 0, null);
  }

  /** The same folder with its spec as it is now. */
  FolderState withSpec(BackupFolderSpec now) {
    return new FolderState(ref, uid, now, api, problem, failures, snapshot);
  }

  /**
   * The same folder as the API server has it: a grant that was withdrawn counts no more, even while
   * a sweep of before goes on. Nothing where that is another one of the same name.
   */
  public Optional<FolderState> as(BackupFolder live) {
    return uid.equals(live.getMetadata().getUid())
        ? Optional.of(withSpec(live.getSpec()))
        : Optional.empty();
  }

  /** Whether nobody has tried to connect yet. */
  public boolean expected() {
    return api == null && problem == null;
  }

  /** Whether the first sweep has neither succeeded nor failed for good. */
  public boolean starting() {
    return snapshot == null && failures < FAILURES_TO_DOUBT && (api != null || expected());
  }
}
