package io.cloudbackup.folder;

import static io.cloudbackup.folder.CloudRecords.machine;
import static io.cloudbackup.folder.CloudRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.folder.CloudRecords.MachineRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskLookupsTest {
  private static final FolderSnapshot BEFORE =
      of(null, machine("busy"), machine("changed"), machine("idle"), machine("running"))
          .withTasks(
              Map.of(
                  "busy", List.of(),
                  "changed", List.of(),
                  "idle", List.of(task(1).completed("OK").build()),
                  "running", List.of(task(2).build())));

  private static final FolderSnapshot NOW =
      of(
          BEFORE,
          machine("busy").status("BACKUPING"),
          machine("changed").offline(),
          machine("idle"),
          machine("running"),
          machine("new"));

  @Test
  void shouldAskForTheMostUrgentFirstAndNotForTheIdle() {
    assertThat(TaskLookups.choose(NOW, NOW.changedSince(BEFORE), id -> true, 10))
        .containsExactly("busy", "running", "changed", "new");
  }

  @Test
  void shouldAskForNoMoreThanTheMost() {
    assertThat(TaskLookups.choose(NOW, NOW.changedSince(BEFORE), id -> true, 2))
        .containsExactly("busy", "running");
    assertThat(TaskLookups.choose(NOW, NOW.changedSince(BEFORE), id -> true, 0)).isEmpty();
  }

  @Test
  void shouldSpendNoCallOnMachinesThatNobodyWatches() {
    assertThat(TaskLookups.choose(NOW, NOW.changedSince(BEFORE), id -> id.equals("new"), 1))
        .containsExactly("new");
    assertThat(TaskLookups.choose(NOW, NOW.changedSince(BEFORE), id -> false, 10)).isEmpty();
  }

  @Test
  void shouldAskForAllThatWereNeverAskedForAtFirst() {
    assertThat(TaskLookups.choose(of(null, machine("b"), machine("a")), Set.of(), id -> true, 10))
        .containsExactly("a", "b");
  }

  @Test
  void shouldNotAskAgainWhenOnlyUpdatedAtMoved() {
    FolderSnapshot before = of(null, machine("a")).withTasks(Map.of("a", List.of()));
    FolderSnapshot now = of(before, machine("a").updated(Instant.EPOCH));

    assertThat(TaskLookups.choose(now, now.changedSince(before), id -> true, 10)).isEmpty();
  }

  private static FolderSnapshot of(@Nullable FolderSnapshot before, MachineRecord... machines) {
    return FolderSnapshot.of(
        Stream.of(machines).map(MachineRecord::build).toList(), before, Instant.EPOCH);
  }
}
