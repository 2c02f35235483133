package io.cloudbackup.resource;

import static io.cloudbackup.folder.CloudRecords.machine;
import static io.cloudbackup.folder.CloudRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.TaskStatus;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceMirrorTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00.123456789Z");
  private static final BackupResourceStatus EMPTY = BackupResourceStatus.EMPTY;

  @Test
  void shouldSayWhatTheCloudSays() {
    BackupResourceStatus status =
        mirror(
            machine("machine-1")
                .status("OTHER")
                .details("no_policies_applied")
                .lastBackup(NOW)
                .updated(NOW)
                .agent("1.2.3"));

    assertThat(status.state()).isEqualTo("OTHER");
    assertThat(status.stateDetails()).isEqualTo("no_policies_applied");
    assertThat(status.lastBackupTime()).isEqualTo("2026-12-01T12:00:00.123456789Z");
    assertThat(status.updatedAt()).isEqualTo("2026-12-01T12:00:00.123456789Z");
    assertThat(status.nextBackupTime()).isNull();
    assertThat(status.createdAt()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(status.online()).isTrue();
    assertThat(status.enabled()).isTrue();
    assertThat(status.isActive()).isTrue();
    assertThat(status.initStatus()).isEqualTo("REGISTRED");
    assertThat(status.resourceId()).isEqualTo("resource-1");
    assertThat(status.type()).isEqualTo("COMPUTE");
    assertThat(status.metadata()).isNull();
    assertThat(status.agentInfo())
        .isEqualTo(new BackupResourceStatus.Agent("1.2.3", "1.2.3", false));
  }

  @Test
  void shouldKeepUnknownEnumerationAsItCame() {
    assertThat(mirror(machine("m").status("HIBERNATING")).state()).isEqualTo("HIBERNATING");
  }

  @ParameterizedTest
  @CsvSource({"'null',", "'',", "'no agent', 'no agent'"})
  void shouldTakeTextNullForNone(String metadata, @Nullable String expected) {
    assertThat(mirror(machine("m").metadata(metadata)).metadata()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE, 40,",
    "FAILED, 40,",
    "OTHER, 40,",
    "BACKUPING, 40, 40",
    "RECOVERING, 0, 0",
    "RECOVERING, 700, 100",
    "RECOVERING, -7, 0",
    "BACKUPING, 9223372036854775807, 100"
  })
  void shouldTellProgressOnlyWhileBusy(String state, long progress, @Nullable Integer percent) {
    assertThat(mirror(machine("m").status(state).progress(progress)).progressPercent())
        .isEqualTo(percent);
  }

  @Test
  void shouldStayWithinTheLimitsOfTheSchema() {
    String wide = "𝄞".repeat(2000);
    BackupResourceStatus status =
        ResourceMirror.mirror(
            EMPTY,
            machine("m")
                .status(wide)
                .details(wide)
                .metadata(wide)
                .initStatus(wide)
                .resourceId(wide)
                .agent(wide)
                .build(),
            List.of(task(1).type(wide).completed(wide).error(wide).build()),
            5);

    TaskStatus task = status.recentTasks().getFirst();
    assertThat(length(status.state())).isEqualTo(64);
    assertThat(length(status.stateDetails())).isEqualTo(1024);
    assertThat(length(status.metadata())).isEqualTo(1024);
    assertThat(length(status.initStatus())).isEqualTo(64);
    assertThat(length(status.resourceId())).isEqualTo(64);
    assertThat(status.agentInfo()).isNotNull();
    assertThat(length(task.type())).isEqualTo(64);
    assertThat(length(task.resultCode())).isEqualTo(64);
    assertThat(length(task.error())).isEqualTo(1024);
  }

  @Test
  void shouldListTasksNewestFirst() {
    Instant early = NOW.minusSeconds(60);
    BackupResourceStatus status =
        tasks(
            5,
            task(1).enqueued(early),
            task(2).started(NOW.minusSeconds(30)),
            task(3).enqueued(NOW),
            task(4),
            task(5).enqueued(NOW),
            task(6).completed("OK").enqueued(early),
            task(7).completed("OK").enqueued(NOW));

    assertThat(status.activeTasks())
        .extracting(TaskStatus::id)
        .containsExactly("5", "3", "2", "1", "4");
    assertThat(status.recentTasks()).extracting(TaskStatus::id).containsExactly("7", "6");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "5, 5", "50, 50", "60, 60"})
  void shouldKeepAsManyCompletedTasksAsWanted(int limit, int kept) {
    CloudRecords.TaskRecord[] many =
        LongStream.range(0, 120)
            .mapToObj(id -> id % 2 == 0 ? task(id) : task(id).completed("OK"))
            .toArray(CloudRecords.TaskRecord[]::new);

    BackupResourceStatus status = tasks(limit, many);

    assertThat(status.recentTasks()).hasSize(kept);
    assertThat(status.activeTasks()).hasSize(50);
  }

  @Test
  void shouldSayWhatTheCloudSaysOfATask() {
    BackupResourceStatus status =
        tasks(
            5,
            task(9_007_199_254_740_993L)
                .enqueued(NOW)
                .started(NOW)
                .progress(94, 100)
                .completed("OK"));

    assertThat(status.recentTasks())
        .containsExactly(
            new TaskStatus(
                "9007199254740993",
                "RECOVERY",
                "COMPLETED",
                new TaskStatus.Progress(94, 100),
                94,
                "2026-12-01T12:00:00.123456789Z",
                "2026-12-01T12:00:00.123456789Z",
                null,
                "OK",
                null));
  }

  @Test
  void shouldKeepTasksThatWereNotAskedFor() {
    BackupResourceStatus before = tasks(5, task(1), task(2).completed("OK"));

    BackupResourceStatus after =
        ResourceMirror.mirror(before, machine("m").offline().build(), null, 5);

    assertThat(after.activeTasks()).isEqualTo(before.activeTasks()).hasSize(1);
    assertThat(after.recentTasks()).isEqualTo(before.recentTasks()).hasSize(1);
    assertThat(after.online()).isFalse();
  }

  @Test
  void shouldKeepUpdatedAtWhenNothingElseChanged() {
    BackupResourceStatus before = mirror(machine("m").updated(NOW));
    Task moved = task(1).updated(NOW).build();

    assertThat(
            ResourceMirror.mirror(
                before, machine("m").updated(NOW.plusSeconds(9)).build(), null, 5))
        .isSameAs(before);
    BackupResourceStatus withTask =
        ResourceMirror.mirror(
            before, machine("m").updated(NOW.plusSeconds(9)).build(), List.of(moved), 5);
    assertThat(withTask.updatedAt()).isEqualTo("2026-12-01T12:00:09.123456789Z");
    assertThat(
            ResourceMirror.mirror(
                withTask,
                machine("m").updated(NOW.plusSeconds(20)).build(),
                List.of(task(1).updated(NOW.plusSeconds(9)).build()),
                5))
        .isSameAs(withTask);
  }

  private static BackupResourceStatus mirror(CloudRecords.MachineRecord machine) {
    return ResourceMirror.mirror(EMPTY, machine.build(), null, 5);
  }

  private static BackupResourceStatus tasks(int limit, CloudRecords.TaskRecord... tasks) {
    return ResourceMirror.mirror(
        EMPTY,
        machine("m").build(),
        Stream.of(tasks).map(CloudRecords.TaskRecord::build).toList(),
        limit);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.codePointCount(0, text.length());
  }
}
