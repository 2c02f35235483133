package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.within;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** An inventory that takes a while to be written. */
@SharedOperator
class InventoryFillingIT {
  private static final int MANY = 300;

  @AutoClose
  private final Scene scene =
      Scene.start(
          "filling",
          IntStream.range(0, MANY)
              .mapToObj(i -> "{id: b" + i + ", age: " + (i + 2) + "h}")
              .collect(Collectors.joining(", ", "machines: [{id: epdone, backups: [", "]}]")));

  @Test
  void shouldNotSayThatAllAreShownBeforeTheyAre() {
    scene.withFolder("inventory: {mode: All}");

    within(Duration.ofMinutes(1), () -> assertThat(synced()).isEqualTo("False Filling"));
    within(Duration.ofMinutes(2), () -> assertThat(synced()).isEqualTo("True Listed"));
    assertThat(scene.all(CloudBackup.class)).hasSize(MANY);
  }

  private String synced() {
    return state(scene.folder("default").conditions(), "InventorySynced");
  }
}
