package io.cloudbackup.folder;

import static io.cloudbackup.folder.CloudRecords.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderStatusesTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00.999Z");
  private static final FolderSnapshot SWEPT =
      FolderSnapshot.of(List.of(machine("a").build(), machine("b").offline().build()), null, NOW);

  @Test
  void shouldTellWhatTheSweepFound() {
    BackupFolderStatus status = swept(null);

    assertThat(conditions(status)).isEqualTo("Ready=True Reconciling=False Stalled=False");
    assertThat(ready(status).message()).isEqualTo("2 machines");
    assertThat(status.observedGeneration()).isEqualTo(4);
    assertThat(status.lastHandledReconcileAt()).isEqualTo("nudge");
    assertThat(status.lastSweepTime()).isEqualTo("2026-12-01T12:00:00Z");
    assertThat(status.lastSweepDuration()).isEqualTo("0.412s");
    assertThat(status.requestsLastSweep()).isEqualTo(3);
    assertThat(status.machines())
        .isEqualTo(new BackupFolderStatus.Machines(2, 1, Map.of("IDLE", 2)));
  }

  @Test
  void shouldBeReadyAndTellOfTasksThatCannotBeListed() {
    assertThat(ready(swept("the tasks of 1 machines can't be listed")).message())
        .isEqualTo("2 machines; the tasks of 1 machines can't be listed");
  }

  @ParameterizedTest
  @CsvSource({
    "true, Ready=False Reconciling=False Stalled=True",
    "false, Ready=False Reconciling=True Stalled=False"
  })
  void shouldKeepWhatTheLastGoodSweepFoundWhenItFails(boolean authority, String conditions) {
    BackupFolderStatus good = swept(null);

    BackupFolderStatus failed =
        new FolderStatuses(good, 5L, null, NOW.plusSeconds(60))
            .failed(new FolderProblem("Why", "what to do", authority));

    assertThat(conditions(failed)).isEqualTo(conditions);
    assertThat(ready(failed).reason()).isEqualTo("Why");
    assertThat(ready(failed).message()).isEqualTo("what to do");
    assertThat(ready(failed).lastTransitionTime()).isEqualTo("2026-12-01T12:01:00Z");
    assertThat(failed.observedGeneration()).isEqualTo(5);
    assertThat(failed.lastSweepTime()).isEqualTo(good.lastSweepTime());
    assertThat(failed.lastSweepDuration()).isEqualTo(good.lastSweepDuration());
    assertThat(failed.requestsLastSweep()).isEqualTo(good.requestsLastSweep());
    assertThat(failed.machines()).isEqualTo(good.machines());
  }

  private static BackupFolderStatus swept(@Nullable String complaint) {
    return new FolderStatuses(BackupFolderStatus.EMPTY, 4L, "nudge", NOW)
        .swept(SWEPT, Duration.ofMillis(412), 3, complaint, null);
  }

  @Test
  void shouldSayHowTheInventoryStandsWhereItIsOn() {
    FolderBackups unknown = FolderBackups.unknown("uid");
    FolderBackups listed = new FolderBackups("uid", NOW, 7, 3, Map.of(), null);

    assertThat(inventory(unknown)).isEqualTo("Unknown FirstList null");
    assertThat(inventory(listed))
        .isEqualTo("True Listed Inventory[backups=7, shown=3, lastListTime=2026-12-01T12:00:00Z]");
    assertThat(inventory(listed.with(FolderProblem.listIncomplete(List.of("b1")))))
        .isEqualTo(
            "False ListIncomplete Inventory[backups=7, shown=3, lastListTime=2026-12-01T12:00:00Z]");
    assertThat(Condition.find(swept(null).conditions(), BackupFolderStatus.INVENTORY_SYNCED))
        .isEmpty();
  }

  @Test
  void shouldNotTakeTheInventoryForCurrentWhileTheFolderFails() {
    FolderBackups listed = new FolderBackups("uid", NOW, 7, 3, Map.of(), null);
    BackupFolderStatus good =
        new FolderStatuses(BackupFolderStatus.EMPTY, 4L, null, NOW)
            .swept(SWEPT, Duration.ZERO, 3, null, listed);

    BackupFolderStatus failed =
        new FolderStatuses(good, 4L, null, NOW).failed(new FolderProblem("Why", "", false));

    assertThat(said(failed))
        .isEqualTo("Unknown Why Inventory[backups=7, shown=3, lastListTime=2026-12-01T12:00:00Z]");
  }

  private static String inventory(FolderBackups backups) {
    return said(
        new FolderStatuses(BackupFolderStatus.EMPTY, 4L, null, NOW)
            .swept(SWEPT, Duration.ZERO, 3, null, backups));
  }

  private static String said(BackupFolderStatus status) {
    Condition synced =
        Condition.find(status.conditions(), BackupFolderStatus.INVENTORY_SYNCED).orElseThrow();
    return synced.status() + " " + synced.reason() + " " + status.inventory();
  }

  private static Condition ready(BackupFolderStatus status) {
    return Condition.find(status.conditions(), Condition.READY).orElseThrow();
  }

  private static String conditions(BackupFolderStatus status) {
    return status.conditions().stream()
        .map(c -> c.type() + "=" + c.status())
        .collect(Collectors.joining(" "));
  }
}
