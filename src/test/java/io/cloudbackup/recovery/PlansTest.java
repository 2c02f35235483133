package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.BACKUP;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.folder.CloudRecords;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlansTest {
  private static final String MACHINE = "machine-1";

  @Test
  void shouldShowWhatIsRecoveredOntoWhat() {
    Plan plan = Plans.of(BACKUP, TARGET, 3, List.of());

    assertThat(plan.hash()).matches("sha256:[0-9a-f]{24}");
    assertThat(plan.backupId()).isEqualTo("backup-1");
    assertThat(plan.backupTime()).isEqualTo("2026-11-30T12:00:00Z");
    assertThat(plan.backupSize()).isEqualTo(1024);
    assertThat(plan.sourceComputeInstanceId()).isEqualTo("machine-0");
    assertThat(plan.computeInstanceId()).isEqualTo(MACHINE);
    assertThat(plan.resourceId()).isEqualTo("resource-1");
    assertThat(plan.newerBackups()).isEqualTo(3);
    assertThat(plan.disks()).hasSize(1);
    assertThat(plan.disks().getFirst().volumes().getFirst().name()).isEqualTo("root");
    assertThat(Plans.pinned(plan)).isEqualTo(new Plans.Pinned("backup-1", MACHINE));
  }

  @Test
  void shouldNeverChangeHashOfPlan() {
    // What a person approved stays approved when the operator is replaced by a later version.
    assertThat(Plans.of(BACKUP, TARGET, 0, List.of()).hash())
        .isEqualTo("sha256:36de9a087fab805ee21e1abc");
  }

  @Test
  void shouldKeepHashWhenOnlyWhatDriftsChanges() {
    Resource busy =
        CloudRecords.machine(MACHINE).status("BACKUPING").progress(40).offline().build();

    assertThat(Plans.of(BACKUP, busy, 9, List.of()).hash())
        .isEqualTo(Plans.of(BACKUP, TARGET, null, List.of()).hash());
  }

  @Test
  void shouldKeepPlanWhenTheCloudListsDisksInAnotherOrder() {
    Backup.Volume root = new Backup.Volume(0, false, false, "root", 1, "");
    Backup.Volume home = new Backup.Volume(0, false, false, "home", 2, "");
    Backup.Disk first = new Backup.Disk("", "first", 3, List.of(root, home));
    Backup.Disk turned = new Backup.Disk("", "first", 3, List.of(home, root));
    Backup.Disk second = new Backup.Disk("", "second", 4, List.of());

    assertThat(Plans.of(withDisks(List.of(second, turned)), TARGET, 0, List.of(BACKUP)))
        .isEqualTo(Plans.of(withDisks(List.of(first, second)), TARGET, 0, List.of(BACKUP)));
  }

  static Stream<Plan> shouldChangeHashWhenWhatWasApprovedChanges() {
    return Stream.of(
        Plans.of(
            CloudRecords.backup("backup-2", "machine-0", BACKUP.createdAt()), TARGET, 0, List.of()),
        Plans.of(CloudRecords.backup("backup-1", "machine-0", NOW), TARGET, 0, List.of()),
        Plans.of(CloudRecords.backup("backup-1", "machine-0", null), TARGET, 0, List.of()),
        Plans.of(BACKUP, CloudRecords.machine("machine-2").build(), 0, List.of()),
        Plans.of(
            BACKUP, CloudRecords.machine(MACHINE).resourceId("resource-2").build(), 0, List.of()),
        Plans.of(withDisks(List.of()), TARGET, 0, List.of()));
  }

  @ParameterizedTest
  @MethodSource
  void shouldChangeHashWhenWhatWasApprovedChanges(Plan other) {
    assertThat(other.hash()).isNotEqualTo(Plans.of(BACKUP, TARGET, 0, List.of()).hash());
  }

  @Test
  void shouldLeaveOutWhatTheCloudDidNotSay() {
    Plan plan =
        Plans.of(
            CloudRecords.backup("backup-1", "", null),
            CloudRecords.machine(MACHINE).resourceId("").build(),
            null,
            List.of());

    assertThat(plan.sourceComputeInstanceId()).isNull();
    assertThat(plan.backupTime()).isNull();
    assertThat(plan.resourceId()).isNull();
    assertThat(plan.newerBackups()).isNull();
  }

  @Test
  void shouldStayWithinTheLimitsOfTheSchema() {
    Backup.Volume volume = new Backup.Volume(0, false, false, "v".repeat(300), 1, "");
    Backup.Disk disk = new Backup.Disk("", "d".repeat(300), 1, Collections.nCopies(70, volume));

    Plan plan = Plans.of(withDisks(Collections.nCopies(70, disk)), TARGET, 0, List.of());

    assertThat(plan.disks()).hasSize(64);
    assertThat(plan.disks().getFirst().name()).hasSize(256);
    assertThat(plan.disks().getFirst().volumes()).hasSize(64);
    assertThat(plan.disks().getFirst().volumes().getFirst().name()).hasSize(256);
  }

  @Test
  void shouldKeepIdsWithinTheLimitsOfTheSchema() {
    Plan plan =
        Plans.of(
            CloudRecords.backup("backup-1", "m".repeat(10_000), NOW),
            CloudRecords.machine(MACHINE).resourceId("r".repeat(10_000)).build(),
            0,
            List.of());

    assertThat(plan.sourceComputeInstanceId()).hasSize(64);
    assertThat(plan.resourceId()).hasSize(64);
  }

  @Test
  void shouldBeTheSameAfterItWasStoredWhenDisksHaveNoNames() throws Exception {
    Backup.Volume volume = new Backup.Volume(0, false, false, "", 1, "");
    Plan plan =
        Plans.of(
            withDisks(List.of(new Backup.Disk("", "", 1, List.of(volume)))), TARGET, 0, List.of());

    JsonMapper mapper = new JsonMapper();

    assertThat(mapper.readValue(mapper.writeValueAsString(plan), Plan.class)).isEqualTo(plan);
  }

  private static Backup withDisks(List<Backup.Disk> disks) {
    return new Backup(
        BACKUP.id(),
        "",
        "",
        BACKUP.createdAt(),
        null,
        BACKUP.size(),
        0,
        0,
        0,
        null,
        BACKUP.computeInstanceId(),
        disks,
        "FULL",
        false,
        "",
        "");
  }
}
