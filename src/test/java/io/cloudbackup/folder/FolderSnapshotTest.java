package io.cloudbackup.folder;

import static io.cloudbackup.folder.CloudRecords.machine;
import static io.cloudbackup.folder.CloudRecords.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.BackupFolderStatus.Machines;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords.MachineRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FolderSnapshotTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  static Stream<Arguments> shouldTakeTheCurrentOneOfTwoResources() {
    Instant early = NOW.minusSeconds(60);
    return Stream.of(
        arguments(
            machine("m").resourceId("wins").created(early),
            machine("m").resourceId("loses").created(NOW).inactive()),
        arguments(
            machine("m").resourceId("wins").created(NOW),
            machine("m").resourceId("loses").created(early)),
        arguments(
            machine("m").resourceId("wins").created(NOW).inactive(),
            machine("m").resourceId("loses").created(null).inactive()));
  }

  @ParameterizedTest
  @MethodSource
  void shouldTakeTheCurrentOneOfTwoResources(MachineRecord wins, MachineRecord loses) {
    for (List<MachineRecord> order : List.of(List.of(wins, loses), List.of(loses, wins))) {
      FolderSnapshot snapshot = of(null, order.toArray(MachineRecord[]::new));

      assertThat(snapshot.machines()).hasSize(1);
      assertThat(snapshot.machine("m").orElseThrow().resource().resourceId()).isEqualTo("wins");
    }
  }

  @Test
  void shouldKeepTasksThatEarlierSweepsKnew() {
    Task known = task(1).build();
    FolderSnapshot before =
        of(null, machine("a"), machine("b")).withTasks(Map.of("a", List.of(known)));

    FolderSnapshot now = of(before, machine("a").offline(), machine("b"), machine("c"));

    assertThat(tasks(now, "a")).containsExactly(known);
    assertThat(tasks(now, "b")).isNull();
    assertThat(tasks(now, "c")).isNull();
    assertThat(now.machine("d")).isEmpty();
  }

  @Test
  void shouldReplaceTasksOfMachinesThatItHas() {
    FolderSnapshot now =
        of(null, machine("a")).withTasks(Map.of("a", List.of(), "gone", List.of()));

    assertThat(now.machines()).containsOnlyKeys("a");
    assertThat(tasks(now, "a")).isEmpty();
    assertThat(now.time()).isEqualTo(NOW);
  }

  @Test
  void shouldTellWhatChanged() {
    FolderSnapshot before =
        of(null, machine("same").updated(NOW), machine("moved"), machine("gone"), machine("tasks"));

    FolderSnapshot now =
        of(
                before,
                machine("same").updated(NOW.plusSeconds(60)),
                machine("moved").progress(1),
                machine("came"),
                machine("tasks"))
            .withTasks(Map.of("tasks", List.of(task(1).build())));

    assertThat(now.changedSince(before))
        .containsExactlyInAnyOrder("moved", "gone", "came", "tasks");
    assertThat(now.changedSince(null)).containsExactlyInAnyOrder("same", "moved", "came", "tasks");
    assertThat(now.changedSince(now)).isEmpty();
  }

  @Test
  void shouldCountMachinesByState() {
    Machines counts =
        of(
                null,
                machine("a"),
                machine("b").offline(),
                machine("c").status("BACKUPING"),
                machine("d").status(""))
            .counts();

    assertThat(counts).isEqualTo(new Machines(4, 3, Map.of("IDLE", 2, "BACKUPING", 1, "OTHER", 1)));
  }

  @Test
  void shouldCountManyUnknownStatesAsOthers() {
    List<MachineRecord> machines = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> machines.add(machine("m" + i).status("STATE_" + i % 40)));

    Machines counts = of(null, machines.toArray(MachineRecord[]::new)).counts();

    assertThat(counts.total()).isEqualTo(100);
    assertThat(counts.byState()).hasSize(16).containsKey("OTHER");
    assertThat(counts.byState().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
  }

  @Test
  void shouldCutTheNameOfALongState() {
    Machines counts = of(null, machine("a").status("S".repeat(10_000))).counts();

    assertThat(counts.byState().keySet()).singleElement().asString().hasSize(64);
  }

  @Test
  void shouldCountAnEmptyFolder() {
    assertThat(of(null).counts()).isEqualTo(new Machines(0, 0, Map.of()));
  }

  private static @Nullable List<Task> tasks(FolderSnapshot snapshot, String machine) {
    return snapshot.machine(machine).orElseThrow().tasks();
  }

  private static FolderSnapshot of(@Nullable FolderSnapshot before, MachineRecord... machines) {
    List<Resource> found = Stream.of(machines).map(MachineRecord::build).toList();
    return FolderSnapshot.of(found, before, NOW);
  }
}
