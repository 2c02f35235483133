package io.cloudbackup.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.cloud.HostileRecords;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.testing.Chaos;
import io.cloudbackup.testing.SchemaLimits;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made of a hostile machine is always a status that the API server takes. */
class HostileMachinesTest {
  private static final int ROUNDS = 2_000;

  @Test
  void shouldMirrorWithinTheSchemaWhateverTheCloudSays() {
    SchemaLimits limits = SchemaLimits.ofStatus("backupresources");
    int mirrored = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Chaos chaos = new Chaos(seed);
      Optional<Resource> machine = HostileRecords.machine(chaos);
      if (machine.isEmpty()) {
        continue;
      }
      List<Task> tasks =
          Stream.generate(() -> HostileRecords.task(chaos))
              .limit(chaos.below(10) == 0 ? 200 : 5)
              .flatMap(Optional::stream)
              .toList();
      BackupResourceStatus status =
          ResourceMirror.mirror(BackupResourceStatus.EMPTY, machine.get(), tasks, 50);

      try {
        limits.check(status);
      } catch (AssertionError e) {
        throw new AssertionError("with the seed " + seed, e);
      }
      mirrored++;
    }
    assertThat(mirrored).isGreaterThan(ROUNDS / 20);
  }
}
