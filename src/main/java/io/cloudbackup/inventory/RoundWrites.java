package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writes of one round. */
final class RoundWrites {
  private final InventoryWriter writer;
  private final BackupIndex index;
  private final int mostRemoved;
  private final Attempts attempts;
  private boolean left;

  /**
   * @param mostRemoved how many CloudBackups are removed
   * @param check is called before each write, and may throw
   */
  RoundWrites(InventoryWriter writer, BackupIndex index, int mostRemoved, Runnable check) {
    this.writer = writer;
    this.index = index;
    this.mostRemoved = mostRemoved;
    this.attempts = new Attempts(check);
  }

  void remove(List<CloudBackup> unwanted) {
    unwanted.stream()
        .limit(mostRemoved)
        // Somebody else may have removed them meanwhile, as a namespace that goes.
        .filter(index::free)
        .forEach(mirror -> attempts.attempt(Attempts.Sort.REMOVAL, () -> writer.remove(mirror)));
    left |= unwanted.size() > mostRemoved;
  }

  void write(FolderRef folder, Map<String, CloudBackup> mirrors, List<Listing.Change> changes) {
    for (Listing.Change change : changes) {
      CloudBackup mirror = mirrors.get(MirrorMetadata.name(folder.name(), change.backup().id()));
      attempts.attempt(
          mirror == null ? Attempts.Sort.CREATION : Attempts.Sort.UPDATE,
          () -> writer.write(folder, mirror, change));
    }
  }

  /**
   * Whether another round is due at once.
   *
   * @param more whether there is more to do than these writes
   */
  boolean goOn(boolean more) {
    return attempts.goOn(left || more);
  }

  /** The first no of the API server, or null. */
  @Nullable KubernetesClientException refusal() {
    return attempts.refusal();
  }
}
