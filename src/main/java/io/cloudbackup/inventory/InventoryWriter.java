package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.Kstatus;
import io.cloudbackup.api.ManagedBy;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes and removes the CloudBackups of inventories, at the common pace. */
public final class InventoryWriter {
  private static final List<String> LABELS =
      List.of(
          BackupApiGroup.FOLDER_LABEL,
          BackupApiGroup.INSTANCE_LABEL,
          BackupApiGroup.POLICY_LABEL,
          BackupApiGroup.TYPE_LABEL);

  private final Writes writes;
  private final Pace pace;
  private final Clock clock;

  public InventoryWriter(Writes writes, Pace pace, Clock clock) {
    this.writes = writes;
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * What a CloudBackup says of a backup. Where somebody paused it, or it is about to go, it needs
   * no write either.
   *
   * @param mirror null where there is none
   */
  static Listing.Shown shown(
      @Nullable CloudBackup mirror, String folder, Backup backup, String digest) {
    if (mirror == null) {
      return Listing.Shown.NOT;
    }
    CloudBackupStatus status = mirror.getStatus();
    boolean asItIs =
        !free(mirror)
            || (status != null
                && digest.equals(status.digest())
                && Objects.equals(status.observedGeneration(), mirror.getMetadata().getGeneration())
                && Marks.of(mirror).openRequest(status.lastHandledReconcileAt()).isEmpty()
                && labels(mirror).equals(MirrorMetadata.labels(folder, backup)));
    return asItIs ? Listing.Shown.AS_IT_IS : Listing.Shown.OTHERWISE;
  }

  /** Whether the operator may touch it: nobody paused it, and it isn't going already. */
  static boolean free(CloudBackup mirror) {
    return !Marks.of(mirror).paused() && !mirror.isMarkedForDeletion();
  }

  /**
   * Makes the CloudBackup say what the cloud says.
   *
   * @param mirror as it was last seen; null where there is none yet
   * @return false where it changed meanwhile, so that it is to be decided anew
   */
  boolean write(FolderRef folder, @Nullable CloudBackup mirror, Listing.Change change) {
    pace.await();
    if (mirror == null) {
      // Where somebody else's object has the name, or the namespace goes, there is none to write.
      return writes
          .create(fresh(folder, change.backup()))
          .map(created -> status(created, change))
          .orElse(true);
    }
    Map<String, String> labels = MirrorMetadata.labels(folder.name(), change.backup());
    return labels(mirror).equals(labels)
        ? status(mirror, change)
        : relabelled(mirror, labels).map(now -> status(now, change)).orElse(false);
  }

  /** Removes the object; nothing happens to its backup. False where it changed meanwhile. */
  boolean remove(CloudBackup mirror) {
    pace.await();
    return writes.delete(mirror);
  }

  private Optional<CloudBackup> relabelled(CloudBackup mirror, Map<String, String> labels) {
    Map<String, @Nullable String> patch = new HashMap<>();
    LABELS.forEach(label -> patch.put(label, labels.get(label)));
    return writes.labels(mirror, patch);
  }

  private boolean status(CloudBackup mirror, Listing.Change change) {
    Long generation = mirror.getMetadata().getGeneration();
    CloudBackupStatus said = BackupMirror.mirror(CloudBackupStatus.EMPTY, change.backup());
    Instant since =
        Optional.ofNullable(Rfc3339.parse(mirror.getMetadata().getCreationTimestamp()))
            .orElseGet(clock::instant);
    CloudBackup now = new CloudBackup();
    now.setMetadata(mirror.getMetadata());
    now.setSpec(mirror.getSpec());
    now.setStatus(
        said.with(
                generation,
                Marks.of(mirror).nudge(),
                Condition.merge(
                    List.of(), Kstatus.CURRENT.conditions("Observed", ""), generation, since),
                null)
            .withDigest(change.digest()));
    return writes.status(now).isPresent();
  }

  private static CloudBackup fresh(FolderRef folder, Backup backup) {
    CloudBackup mirror = new CloudBackup();
    mirror.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(folder.resolvedNamespace())
            .withName(MirrorMetadata.name(folder.name(), backup.id()))
            .withLabels(MirrorMetadata.labels(folder.name(), backup))
            .build());
    mirror.setSpec(
        new CloudBackupSpec(
            new FolderRef(folder.name(), null),
            backup.id(),
            DeletionPolicy.Retain,
            ManagedBy.Inventory));
    return mirror;
  }

  /** The object's labels that are the operator's. */
  private static Map<String, String> labels(CloudBackup mirror) {
    Map<String, String> labels = new HashMap<>();
    Map<String, String> all =
        Optional.ofNullable(mirror.getMetadata().getLabels()).orElse(Map.of());
    LABELS.stream().filter(all::containsKey).forEach(label -> labels.put(label, all.get(label)));
    return labels;
  }
}
