package io.cloudbackup.folder;

import static io.cloudbackup.folder.CloudRecords.machine;
import static io.cloudbackup.folder.CloudRecords.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private static final Sweep.Limits LIMITS = new Sweep.Limits(10, Duration.ofMinutes(1));

  private final FakeBackupApi cloud = new FakeBackupApi();
  private final Sweep sweep = new Sweep(cloud, Clock.fixed(NOW, ZoneOffset.UTC), () -> false);

  @Test
  void shouldSeeAllMachinesAndCountTheCalls() {
    for (String id : "a b c d e".split(" ", -1)) {
      cloud.has(machine(id).build());
    }

    FolderSnapshot snapshot = sweep.machines("folder-1", null);

    assertThat(snapshot.machines()).containsOnlyKeys("a", "b", "c", "d", "e");
    assertThat(snapshot.time()).isEqualTo(NOW);
    assertThat(sweep.requests()).isEqualTo(3).isEqualTo(cloud.calls().size());
  }

  @Test
  void shouldFailWholeWhenAPageFails() {
    cloud.fails("Resource.list", CloudError.Kind.UNAVAILABLE);

    assertThatThrownBy(() -> sweep.machines("folder-1", null)).isInstanceOf(CloudException.class);
  }

  @Test
  void shouldStopAskingForTasksWhenNobodyAnswers() {
    for (String id : "a b c d e".split(" ", -1)) {
      cloud.has(machine(id).build());
    }
    FolderSnapshot machines = sweep.machines("folder-1", null);
    cloud.fails("Resource.listTasks", CloudError.Kind.LOST);

    var tasks = sweep.tasks(machines, null, id -> true, LIMITS);

    assertThat(tasks).isEmpty();
    assertThat(sweep.complaint())
        .isEqualTo(
            "the tasks of 3 machines can't be listed: Resource.listTasks: the cloud said so");
  }

  @Test
  void shouldLeaveTasksToTheNextSweepWhenTheyComeSlowly() {
    for (String id : "a b c d e".split(" ", -1)) {
      cloud.has(machine(id).build());
      cloud.has(id, task(1).build());
    }
    AtomicInteger looks = new AtomicInteger();
    InstantSource slow = () -> NOW.plusSeconds(40L * looks.getAndIncrement());
    Sweep late = new Sweep(cloud, slow.withZone(ZoneOffset.UTC), () -> false);
    FolderSnapshot machines = sweep.machines("folder-1", null);

    var tasks = late.tasks(machines, null, id -> true, LIMITS);

    assertThat(tasks).containsOnlyKeys("a");
  }

  @Test
  void shouldEndEarlyOnceItIsOutdatedAndKeepWhatItHas() {
    for (String id : "a b c d e".split(" ", -1)) {
      cloud.has(machine(id).build());
      cloud.has(id, task(1).build());
    }
    AtomicInteger asked = new AtomicInteger();
    Sweep outdated =
        new Sweep(cloud, Clock.fixed(NOW, ZoneOffset.UTC), () -> asked.incrementAndGet() == 3);
    FolderSnapshot machines = outdated.machines("folder-1", null);
    assertThat(outdated.brokenOff()).isFalse();

    var tasks = outdated.tasks(machines, null, id -> true, LIMITS);

    assertThat(tasks).containsOnlyKeys("a", "b");
    assertThat(outdated.brokenOff()).isTrue();
    assertThat(outdated.complaint()).isNull();
  }

  @Test
  void shouldLeaveTheTasksOfWhatChangedAndWasNotAskedForToTheNextSweep() {
    for (String id : "a b c".split(" ", -1)) {
      cloud.has(machine(id).build());
      cloud.has(id, task(1).completed("OK").build());
    }
    FolderSnapshot first = sweep.machines("folder-1", null);
    FolderSnapshot before = first.withTasks(sweep.tasks(first, null, id -> true, LIMITS));
    for (String id : "a b c".split(" ", -1)) {
      cloud.has(machine(id).offline().build());
    }
    FolderSnapshot now = sweep.machines("folder-1", before);

    FolderSnapshot after =
        now.withTasks(
            sweep.tasks(now, before, id -> true, new Sweep.Limits(1, Duration.ofMinutes(1))));

    assertThat(after.machine("a").orElseThrow().tasks()).hasSize(1);
    assertThat(after.machine("b").orElseThrow().tasks()).isNull();
    FolderSnapshot next = sweep.machines("folder-1", after);
    assertThat(sweep.tasks(next, after, id -> true, LIMITS)).containsOnlyKeys("b", "c");
  }

  @Test
  void shouldGoOnWhenTheTasksOfOneMachineCannotBeHad() {
    cloud.has(machine("a").build());
    cloud.has(machine("b").build());
    cloud.has("b", task(1).build());
    FolderSnapshot machines = sweep.machines("folder-1", null);

    var tasks = sweep.tasks(machines, null, id -> true, LIMITS);

    assertThat(tasks).containsOnlyKeys("b");
    assertThat(sweep.complaint()).startsWith("the tasks of 1 machines can't be listed: ");
    assertThat(sweep.requests()).isEqualTo(3);
  }
}
