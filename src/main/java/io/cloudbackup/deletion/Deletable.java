package io.cloudbackup.deletion;

import io.cloudbackup.api.Condition;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.folder.FolderState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object that stands for something in the cloud which can be deleted with it.
 *
 * @param <R> the kind
 * @param <T> the cloud's record of the thing
 */
public interface Deletable<R extends HasMetadata, T> {
  /** Held by objects whose deletion deletes in the cloud. */
  String finalizer();

  DeletionWords words();

  FolderRef folderOf(R object);

  /** Whether the object's deletion is to delete in the cloud. */
  boolean wanted(R object);

  /**
   * The older object that the thing belongs to, as kind and namespace/name, or null. One that may
   * not delete through the folder takes nothing from those that may.
   */
  @Nullable String rival(R object, Optional<FolderState> folder);

  /**
   * Why the object may delete nothing through the folder, as far as that can be told without asking
   * the cloud; null where it may.
   */
  @Nullable String refusal(R object, FolderState folder);

  /** Asks the cloud for the thing, and says whether it is the object's to delete. */
  Target<T> look(R object, FolderState folder, BackupApi api);

  /** Begins the deletion. */
  Operation delete(BackupApi api, R object, T value, String idempotencyKey);

  /** What the status says of the deletion. */
  Progress progress(R object);

  /** Sets the status to the same with another progress; false where nothing differs. */
  boolean setProgress(R object, @Nullable String handledNudge, Progress progress);

  /**
   * The part of a status that is about a deletion.
   *
   * @param operationId of the cloud's operation, or null
   */
  record Progress(List<Condition> conditions, @Nullable String operationId) {}
}
