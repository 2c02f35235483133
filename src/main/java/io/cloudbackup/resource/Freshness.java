package io.cloudbackup.resource;

import static io.cloudbackup.api.BackupResourceStatus.BACKUP_FRESH;

import io.cloudbackup.api.BackupResourceSpec;
import io.cloudbackup.api.Condition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine's last backup is as young as its spec wants it. Pure.
 *
 * @param lastBackup null where the machine has none
 */
record Freshness(BackupResourceSpec spec, @Nullable Instant lastBackup, Instant now) {
  Condition condition() {
    if (spec.backupAgeLimit().isEmpty()) {
      return Condition.of(
          BACKUP_FRESH, Condition.UNKNOWN, "NoLimit", "spec.maxBackupAge sets no limit.");
    }
    String most = spec.maxBackupAge();
    if (lastBackup == null) {
      return Condition.of(
          BACKUP_FRESH, false, "NoBackup", "The machine has no backup; the limit is " + most + ".");
    }
    return fresh(lastBackup)
        ? Condition.of(
            BACKUP_FRESH, true, "WithinLimit", "The last backup is younger than " + most + ".")
        : Condition.of(
            BACKUP_FRESH, false, "TooOld", "The last backup is older than " + most + ".");
  }

  /** When that has to be looked at again; null where time alone changes nothing. */
  @Nullable Duration untilStale() {
    if (lastBackup == null || spec.backupAgeLimit().isEmpty() || !fresh(lastBackup)) {
      return null;
    }
    return Duration.between(now, stale(lastBackup)).plusSeconds(1);
  }

  private boolean fresh(Instant backup) {
    return !stale(backup).isBefore(now);
  }

  private Instant stale(Instant backup) {
    return backup.plus(spec.backupAgeLimit().orElseThrow());
  }
}
