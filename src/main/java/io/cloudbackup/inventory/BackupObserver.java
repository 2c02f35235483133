package io.cloudbackup.inventory;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.kubernetes.Marks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Gathers what the status of a CloudBackup follows from that a user wrote. */
public final class BackupObserver {
  private static final Duration FIRST_SWEEP = Duration.ofSeconds(3);

  private final FolderRegistry registry;
  private final FolderAccess access;
  private final StoredBackup stored;
  private final Clock clock;

  /** When the cloud last answered, by uid; a new process asks anew. */
  private final Map<String, Instant> looks = new ConcurrentHashMap<>();

  public BackupObserver(
      FolderRegistry registry, FolderAccess access, StoredBackup stored, Clock clock) {
    this.registry = registry;
    this.access = access;
    this.stored = stored;
    this.clock = clock;
  }

  /** What to say of the backup now. */
  BackupOutcome.Say look(CloudBackup backup) {
    if (backup.getStatus() == null) {
      // The first status is then the true one, rather than one about a sweep that goes on.
      registry.awaitFirstSweep(BackupIndex.folderOf(backup), FIRST_SWEEP);
    }
    Optional<FolderState> folder = registry.find(BackupIndex.folderOf(backup));
    return switch (decide(backup, folder, new Lookup.NotAsked<>())) {
      case BackupOutcome.Say say -> say;
      case BackupOutcome.LookUp lookUp ->
          switch (decide(backup, folder, lookedUp(backup, folder.orElseThrow()))) {
            case BackupOutcome.Say say -> say;
            case BackupOutcome.LookUp again ->
                throw new IllegalStateException("a look-up can't ask for another one");
          };
    };
  }

  /** The object is gone. */
  void forget(CloudBackup backup) {
    looks.remove(backup.getMetadata().getUid());
  }

  private BackupOutcome decide(
      CloudBackup backup, Optional<FolderState> folder, Lookup<Backup> found) {
    return BackupDecision.decide(
        new BackupObservation(
            backup.getSpec().backupId(),
            backup.getMetadata().getGeneration(),
            Marks.of(backup),
            StoredBackup.status(backup),
            access.view(BackupIndex.folderOf(backup), folder, backup.getMetadata().getNamespace()),
            found,
            sinceLook(backup),
            stored.rival(backup, folder),
            clock.instant()));
  }

  private @Nullable Duration sinceLook(CloudBackup backup) {
    Instant last = looks.get(backup.getMetadata().getUid());
    return last == null ? null : Duration.between(last, clock.instant());
  }

  private Lookup<Backup> lookedUp(CloudBackup backup, FolderState folder) {
    BackupApi connected = folder.api();
    if (connected == null) {
      throw new IllegalStateException("a folder that is in sync has a connection");
    }
    BackupApi api = connected.in(Lane.INVENTORY);
    Lookup<Backup> answer =
        Lookup.of(() -> api.getBackup(folder.spec().folderId(), backup.getSpec().backupId()));
    if (!(answer instanceof Lookup.Failed<Backup>)) {
      looks.put(backup.getMetadata().getUid(), clock.instant());
    }
    return answer;
  }
}
