package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.FolderRef;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepScheduleTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicLong nanos = new AtomicLong(-5);
  private final SweepSchedule schedule = new SweepSchedule(nanos::get);

  private static BackupFolder folder(String uid, long generation, String nudge) {
    return FolderObjects.folder(
        uid, generation, Map.of(BackupApiGroup.RECONCILE_REQUESTED_AT, nudge));
  }

  private final BackupFolder folder = folder("uid-1", 1, "a");

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Test
  void shouldSweepAFolderThatItDoesNotKnow() {
    assertThat(schedule.due(folder)).isTrue();
  }

  @Test
  void shouldLookOftenAndSweepOnlyAfterTheInterval() {
    schedule.attempted(folder, HOUR);

    assertThat(schedule.due(folder)).isFalse();
    assertThat(schedule.untilLook(folder)).isEqualTo(SweepSchedule.LOOK);
    pass(HOUR.minusSeconds(7));
    assertThat(schedule.due(folder)).isFalse();
    assertThat(schedule.untilLook(folder)).isEqualTo(Duration.ofSeconds(7));
    pass(Duration.ofSeconds(7));
    assertThat(schedule.due(folder)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "false, 1, 5",
    "false, 2, 10",
    "false, 4, 40",
    "false, 5, 60",
    "false, 99, 60",
    "true, 1, 15",
    "true, 99, 15"
  })
  void shouldWaitLongerWithEachFailureButNoLongerThanTheInterval(
      boolean lasting, int failures, int seconds) {
    FolderProblem problem = new FolderProblem("Reason", "So it is.", lasting);

    assertThat(SweepSchedule.afterFailure(problem, failures, Duration.ofMinutes(1)))
        .hasSeconds(seconds);
  }

  @Test
  void shouldSeeAChangedSecretInTime() {
    assertThat(SweepSchedule.LOOK).isLessThanOrEqualTo(Duration.ofSeconds(25));
  }

  @Test
  void shouldSweepWhenATimerFiresALittleEarly() {
    schedule.attempted(folder, HOUR);
    pass(HOUR.minusMillis(20));

    assertThat(schedule.due(folder)).isTrue();
    assertThat(schedule.untilLook(folder)).isPositive();
  }

  @Test
  void shouldSweepAtOnceWhenTheFolderIsAnother() {
    schedule.attempted(folder, HOUR);

    assertThat(schedule.due(folder("uid-1", 1, "a"))).isFalse();
    assertThat(schedule.due(folder("uid-1", 2, "a"))).as("another spec").isTrue();
    assertThat(schedule.due(folder("uid-1", 1, "b"))).as("a nudge").isTrue();
    assertThat(schedule.due(folder("uid-2", 1, "a"))).as("a successor").isTrue();
  }

  @Test
  void shouldSweepAgainWhenItIsToForget() {
    schedule.attempted(folder, HOUR);

    schedule.forget(new FolderRef("default", "team"));

    assertThat(schedule.due(folder)).isTrue();
  }
}
