package io.cloudbackup.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.folder.FolderView;
import io.cloudbackup.kubernetes.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackupDecisionTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final Lookup<Backup> FOUND =
      new Lookup.Found<>(CloudRecords.backup("b1", "m1", NOW));

  private CloudBackupStatus before = CloudBackupStatus.EMPTY;
  private FolderView folder = new FolderView.Synced();
  private Lookup<Backup> backup = new Lookup.NotAsked<>();
  private @Nullable Duration sinceLook;
  private @Nullable String rival;
  private Marks marks = new Marks(false, null, false);

  private BackupOutcome decide() {
    return BackupDecision.decide(
        new BackupObservation("b1", 2L, marks, before, folder, backup, sinceLook, rival, NOW));
  }

  private CloudBackupStatus said() {
    return ((BackupOutcome.Say) decide()).status();
  }

  private static String conditions(CloudBackupStatus status) {
    return status.conditions().stream()
        .map(c -> c.type() + "=" + c.status() + "/" + c.reason())
        .collect(Collectors.joining(" "));
  }

  private void observedBefore() {
    backup = FOUND;
    before = said();
    backup = new Lookup.NotAsked<>();
    sinceLook = Duration.ofMinutes(1);
  }

  @Test
  void shouldShowWhatTheCloudSays() {
    backup = FOUND;

    CloudBackupStatus status = said();

    assertThat(conditions(status))
        .isEqualTo(
            "Ready=True/Observed Reconciling=False/Observed Stalled=False/Observed Synced=True/Observed");
    assertThat(status.observedGeneration()).isEqualTo(2);
    assertThat(status.computeInstanceId()).isEqualTo("m1");
    assertThat(status.disks()).hasSize(1);
  }

  @Test
  void shouldAskFirstAndThenOnlyNowAndThen() {
    assertThat(decide()).isInstanceOf(BackupOutcome.LookUp.class);
    observedBefore();

    assertThat(decide()).isEqualTo(new BackupOutcome.Say(before, Duration.ofMinutes(9)));

    sinceLook = BackupDecision.LOOK_EVERY;
    assertThat(decide()).isInstanceOf(BackupOutcome.LookUp.class);
  }

  @Test
  void shouldAskWhereSomebodyWantsAFreshLookAndSayThatItWasTaken() {
    observedBefore();
    marks = new Marks(false, "now", false);
    assertThat(decide()).isInstanceOf(BackupOutcome.LookUp.class);

    backup = FOUND;

    assertThat(said().lastHandledReconcileAt()).isEqualTo("now");
  }

  @Test
  void shouldAskAfterTheSpecChangedOrTheOlderObjectWent() {
    observedBefore();
    before = before.with(1L, null, before.conditions(), null);
    assertThat(decide()).isInstanceOf(BackupOutcome.LookUp.class);

    rival = "CloudBackup team/older";
    observedBefore();
    rival = null;
    assertThat(decide()).isInstanceOf(BackupOutcome.LookUp.class);
  }

  @Test
  void shouldBeReadOnlyBesideAnOlderOne() {
    rival = "CloudBackup team/older";
    backup = FOUND;

    assertThat(conditions(said())).startsWith("Ready=False/Duplicate").contains("Stalled=True");
    assertThat(said().computeInstanceId()).isEqualTo("m1");
  }

  @Test
  void shouldSayThatThereIsNoSuchBackupAndKeepWhatWasKnown() {
    observedBefore();
    backup = new Lookup.Absent<>();

    assertThat(conditions(said()))
        .isEqualTo(
            "Ready=False/BackupNotFound Reconciling=False/BackupNotFound Stalled=True/BackupNotFound Synced=True/Observed");
    assertThat(said().computeInstanceId()).isEqualTo("m1");
  }

  @Test
  void shouldSayThatItWasDeleted() {
    backup = new Lookup.Found<>(CloudRecords.backup("b1", "m1", NOW, "p", true));

    assertThat(conditions(said())).startsWith("Ready=False/BackupDeleted");
    assertThat(said().deleted()).isTrue();
  }

  @Test
  void shouldDoubtWithoutForgettingWhereTheCloudDoesNotAnswer() {
    observedBefore();
    marks = new Marks(false, "now", false);
    backup =
        new Lookup.Failed<>(
            new CloudError(CloudError.Kind.UNAVAILABLE, 503, "down", "", "Backup.get"));

    assertThat(conditions(said())).startsWith("Ready=True/Observed").contains("Synced=False");
    assertThat(said().lastHandledReconcileAt()).as("not answered yet").isNull();
  }

  @Test
  void shouldSayNothingOfTheBackupThatNobodyMaySee() {
    folder = new FolderView.Refused("FolderNotAvailable", "no");
    assertThat(conditions(said()))
        .startsWith("Ready=False/FolderNotAvailable")
        .contains("Synced=False/FolderNotAvailable");
    assertThat(said().computeInstanceId()).isNull();
  }

  @Test
  void shouldWaitForTheFirstSweepAndDoubtAFolderThatIsOutOfSync() {
    folder = new FolderView.Starting();
    assertThat(conditions(said()))
        .startsWith("Ready=Unknown/FirstSweep Reconciling=True")
        .contains("Synced=Unknown/FirstSweep");
    folder = new FolderView.OutOfSync("PermissionDenied", "no role");
    assertThat(conditions(said())).startsWith("Ready=Unknown/PermissionDenied");
    observedBeforeIn(new FolderView.Synced());
    folder = new FolderView.Starting();
    assertThat(said()).isEqualTo(before);
  }

  private void observedBeforeIn(FolderView view) {
    folder = view;
    observedBefore();
  }

  @Test
  void shouldLeaveAPausedStatusAsItIs() {
    observedBefore();
    marks = new Marks(true, null, false);

    assertThat(Condition.find(said().conditions(), "Synced").orElseThrow().reason())
        .isEqualTo("Paused");
    assertThat(said().computeInstanceId()).isEqualTo("m1");
  }
}
