package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.SharedOperator;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A recovery where others wait for the folder's budget. */
@SharedOperator
class RecoveryLaneIT {
  private static final int UNKNOWN_MACHINES = 60;

  @AutoClose
  private final RecoveryScene world = RecoveryScene.withFolder("maxRequestsPerSecond: 2");

  @Test
  void shouldStartBeforeLookUpsThatWaitedAlreadyWhenItCame() {
    for (int i = 0; i < UNKNOWN_MACHINES; i++) {
      world.scene.create(
          "BackupResource", "unknown" + i, "{computeInstanceId: epdunknown%d}".formatted(i));
    }
    eventually(() -> assertThat(lookUps()).isNotEmpty());

    world.recover("web");

    eventually(() -> assertThat(world.starts()).hasSize(1));
    assertThat(lookUps())
        .as("look-ups that were sent, of %d that the recovery found waiting", UNKNOWN_MACHINES)
        .hasSizeLessThan(UNKNOWN_MACHINES / 2);
  }

  private List<Journal.Entry> lookUps() {
    return world.cloud().calls("Resource.get").stream()
        .filter(call -> call.path().contains("epdunknown"))
        .toList();
  }
}
