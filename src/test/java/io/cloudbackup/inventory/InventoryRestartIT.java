package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.cloudbackup.testing.Scene;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What becomes of an inventory where the operator dies, and of what changes while it is away. */
@OwnOperator
class InventoryRestartIT {
  private static final int BACKUPS = 200;

  @AutoClose
  private final Scene scene =
      Scene.start(
          "restart",
          IntStream.range(0, BACKUPS)
              .mapToObj(i -> "{id: b%d, age: %dh}".formatted(i, i + 1))
              .collect(Collectors.joining(", ", "machines: [{id: epdone, backups: [", "]}]")));

  private List<CloudBackup> shown() {
    return scene.all(CloudBackup.class);
  }

  private void awaitAll() {
    eventually(
        () ->
            assertThat(shown())
                .hasSize(BACKUPS)
                .allMatch(b -> b.getStatus() != null && b.getStatus().digest() != null));
  }

  @Test
  void shouldGoOnWhereItWasKilledAndWriteNothingTwice() {
    scene.withFolder("inventory: {mode: All}");
    try (OperatorUnderTest first = OperatorUnderTest.start()) {
      eventually(() -> assertThat(shown()).hasSizeGreaterThan(20));
      first.kill();
      int written = shown().size();
      assertThat(written).isLessThan(BACKUPS);
      List<String> before = uids();

      try (OperatorUnderTest _ = first.again()) {
        awaitAll();
        assertThat(uids()).containsAll(before);
      }
    }
  }

  private List<String> uids() {
    return shown().stream().map(b -> b.getMetadata().getUid()).toList();
  }

  @Test
  void shouldRemoveWhatIsNoMoreAskedForSinceItWasAway() {
    scene.withFolder("inventory: {mode: All}");
    Scene other = scene.neighbour(java.util.Map.of());
    other.withFolder("inventory: {mode: Latest}");
    try (OperatorUnderTest first = OperatorUnderTest.start()) {
      awaitAll();
      eventually(() -> assertThat(other.find(CloudBackup.class, "default.b0")).isNotNull());
      first.kill();
      scene.patch(BackupFolder.class, "default", "{spec: {inventory: {mode: None}}}");
      other.delete(BackupFolder.class, "default");

      try (OperatorUnderTest _ = first.again()) {
        eventually(() -> assertThat(shown()).isEmpty());
        eventually(() -> assertThat(other.find(CloudBackup.class, "default.b0")).isNull());
      }
    }
    assertThat(scene.cloud().calls("Backup.delete")).isEmpty();
  }
}
