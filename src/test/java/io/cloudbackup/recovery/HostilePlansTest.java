package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.HostileRecords;
import io.cloudbackup.testing.Chaos;
import io.cloudbackup.testing.SchemaLimits;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made of a hostile backup is always a status that the API server takes. */
class HostilePlansTest {
  private static final int ROUNDS = 2_000;
  private static final SchemaLimits LIMITS = SchemaLimits.ofStatus("backuprecoveries");

  @Test
  void shouldPlanWithinTheSchemaWhateverTheCloudSays() {
    int planned = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Chaos chaos = new Chaos(seed);
      Optional<Backup> backup = HostileRecords.backup(chaos);
      // Both come only from answers to a question that named them.
      if (backup.isEmpty() || backup.get().id().length() > Plans.LONGEST_ID) {
        continue;
      }
      List<Backup> others = HostileRecords.backup(chaos).stream().toList();
      try {
        check(
            Plans.of(backup.get(), TARGET, 0, others),
            new CloudError(CloudError.Kind.UNAVAILABLE, 503, chaos.text(), "", "Test.call").text());
      } catch (AssertionError e) {
        throw new AssertionError("with the seed " + seed, e);
      }
      planned++;
    }
    assertThat(planned).isGreaterThan(ROUNDS / 20);
  }

  @Test
  void shouldPlanWithinWhatTheApiServerStoresWhenTheBackupHasThousandsOfVolumes() {
    Backup.Volume volume = new Backup.Volume(0, false, false, "𝄞".repeat(300), 1, "/");
    Backup.Disk disk = new Backup.Disk("", "𝄞".repeat(300), 1, Collections.nCopies(100, volume));
    Backup backup =
        new Backup(
            "b",
            "",
            "",
            NOW,
            NOW,
            1,
            1,
            1,
            1,
            null,
            "m",
            Collections.nCopies(100, disk),
            "FULL",
            false,
            "",
            "");

    Plan plan = Plans.of(backup, TARGET, 0, List.of());

    check(plan, "message");
    assertThat(plan.disks()).hasSize(64);
    assertThat(plan.disks().getFirst().volumes()).hasSize(64);
    assertThat(plan.disks().getLast().volumes()).isEmpty();
  }

  private static void check(Plan plan, String text) {
    LIMITS.check(
        new StatusDraft(BackupRecoveryStatus.EMPTY, 1L, null, NOW)
            .plan(plan)
            .result("x".repeat(10_000))
            .progress(50)
            .in(RecoveryPhase.Recovering, "Recovering", Plans.summary(plan, NOW, NOW) + text));
  }
}
