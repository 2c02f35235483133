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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private static final Sweep.Limits LIMITS = new Sweep.Limits(10, Duration.ofMinutes(1));

  private final FakeBackupApi cloud = new FakeBackupApi();
  private final Sweep sweep = new Sweep(cloud, Clock.fixed(NOW, ZoneOffset.UTC));

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
    Map<String, CloudError> failed = new HashMap<>();

    var tasks = sweep.tasks(machines, null, id -> true, LIMITS, failed::put);

    assertThat(tasks).isEmpty();
    assertThat(failed).containsOnlyKeys("a", "b", "c");
  }

  @Test
  void shouldLeaveTasksToTheNextSweepWhenTheyComeSlowly() {
    for (String id : "a b c d e".split(" ", -1)) {
      cloud.has(machine(id).build());
      cloud.has(id, task(1).build());
    }
    AtomicInteger looks = new AtomicInteger();
    InstantSource slow = () -> NOW.plusSeconds(40L * looks.getAndIncrement());
    Sweep late = new Sweep(cloud, slow.withZone(ZoneOffset.UTC));
    FolderSnapshot machines = sweep.machines("folder-1", null);

    var tasks = late.tasks(machines, null, id -> true, LIMITS, (id, error) -> {});

    assertThat(tasks).containsOnlyKeys("a");
  }

  @Test
  void shouldGoOnWhenTheTasksOfOneMachineCannotBeHad() {
    cloud.has(machine("a").build());
    cloud.has(machine("b").build());
    cloud.has("b", task(1).build());
    FolderSnapshot machines = sweep.machines("folder-1", null);
    Map<String, CloudError> failed = new HashMap<>();

    var tasks = sweep.tasks(machines, null, id -> true, LIMITS, failed::put);

    assertThat(tasks).containsOnlyKeys("b");
    assertThat(failed).containsOnlyKeys("a");
    assertThat(sweep.requests()).isEqualTo(3);
  }
}
