package io.cloudbackup.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.HostileRecords;
import io.cloudbackup.testing.Chaos;
import io.cloudbackup.testing.SchemaLimits;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made of a hostile backup is always a status that the API server takes. */
class HostileBackupsTest {
  private static final int ROUNDS = 2_000;

  @Test
  void shouldMirrorWithinTheSchemaWhateverTheCloudSays() {
    SchemaLimits limits = SchemaLimits.ofStatus("cloudbackups");
    int mirrored = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Optional<Backup> backup = HostileRecords.backup(new Chaos(seed));
      if (backup.isEmpty()) {
        continue;
      }
      CloudBackupStatus status = BackupMirror.mirror(CloudBackupStatus.EMPTY, backup.get());

      try {
        limits.check(status.withDigest(BackupMirror.digest(backup.get())));
      } catch (AssertionError e) {
        throw new AssertionError("with the seed " + seed, e);
      }
      mirrored++;
    }
    assertThat(mirrored).isGreaterThan(ROUNDS / 20);
  }
}
