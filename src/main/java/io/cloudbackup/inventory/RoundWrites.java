package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The writes of one round: one that the API server refuses holds up no other. */
final class RoundWrites {
  /** Bad request, a quota's or an admission webhook's no, not as the schema wants it. */
  private static final Set<Integer> OF_ONE_OBJECT = Set.of(400, 403, 422);

  /** Of one sort: then it is not about single objects, such as a quota that is used up. */
  private static final int MOST_REFUSED = 10;

  private enum Sort {
    REMOVAL,
    CREATION,
    UPDATE
  }

  private final InventoryWriter writer;
  private final BackupIndex index;
  private final int mostRemoved;
  private final Runnable check;
  private boolean unfinished;
  private final Map<Sort, Integer> refused = new EnumMap<>(Sort.class);
  private @Nullable KubernetesClientException refusal;

  /**
   * @param mostRemoved how many CloudBackups are removed
   * @param check is called before each write, and may throw
   */
  RoundWrites(InventoryWriter writer, BackupIndex index, int mostRemoved, Runnable check) {
    this.writer = writer;
    this.index = index;
    this.mostRemoved = mostRemoved;
    this.check = check;
  }

  void remove(List<CloudBackup> unwanted) {
    unwanted.stream()
        .limit(mostRemoved)
        // Somebody else may have removed them meanwhile, as a namespace that goes.
        .filter(index::free)
        .forEach(mirror -> attempt(Sort.REMOVAL, () -> writer.remove(mirror)));
    unfinished |= unwanted.size() > mostRemoved;
  }

  void write(
      FolderRef folder, Map<String, CloudBackup> mirrors, Collection<Listing.Change> changes) {
    for (Listing.Change change : changes) {
      CloudBackup mirror = mirrors.get(MirrorMetadata.name(folder.name(), change.backup().id()));
      attempt(
          mirror == null ? Sort.CREATION : Sort.UPDATE, () -> writer.write(folder, mirror, change));
    }
  }

  private void attempt(Sort sort, BooleanSupplier write) {
    if (refused.getOrDefault(sort, 0) == MOST_REFUSED) {
      return;
    }
    check.run();
    try {
      unfinished |= !write.getAsBoolean();
    } catch (KubernetesClientException e) {
      if (!OF_ONE_OBJECT.contains(e.getCode())) {
        throw e;
      }
      refused.merge(sort, 1, Integer::sum);
      refusal = refusal == null ? e : refusal;
    }
  }

  /** Whether there is more to do now, or something changed meanwhile. */
  boolean unfinished() {
    return unfinished;
  }

  /** The first no of the API server, or null. */
  @Nullable KubernetesClientException refusal() {
    return refusal;
  }
}
