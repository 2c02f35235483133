package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.within;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.Condition;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** More deletions than the folder's budget sends in the time that one may wait for its turn. */
@SharedOperator
class ManyDeletionsIT {
  private static final int MANY = 60;

  @AutoClose
  private final Scene scene =
      Scene.start(
          "many",
          "machines: [{id: epdone, backups: [%s]}]"
              .formatted(
                  IntStream.range(0, MANY)
                      .mapToObj("{id: many-%d}"::formatted)
                      .collect(joining(", "))));

  @Test
  void shouldAllComeToTheirEndThoughTheyComeAtOnce() {
    scene.withFolder("maxRequestsPerSecond: 4");
    for (int i = 0; i < MANY; i++) {
      scene.create(
          "CloudBackup", "many-" + i, "{backupId: many-%d, deletionPolicy: Delete}".formatted(i));
    }
    within(
        Duration.ofMinutes(2),
        () ->
            assertThat(scene.all(CloudBackup.class))
                .allMatch(backup -> backup.hasFinalizer(BackupApiGroup.BACKUP_FINALIZER))
                .allMatch(
                    backup ->
                        backup.getStatus() != null
                            && Condition.isTrue(backup.getStatus().conditions(), Condition.READY)));

    int looks = scene.cloud().calls("Backup.get").size();
    scene.client().resources(CloudBackup.class).inNamespace(scene.namespace()).delete();

    within(
        Duration.ofMinutes(3),
        () -> {
          assertThat(scene.cloud().calls("Backup.delete")).hasSize(MANY);
          assertThat(scene.all(CloudBackup.class)).isEmpty();
        });
    assertThat(scene.cloud().calls("Backup.get"))
        .as("none was looked at again since its deletion could not be sent")
        .hasSize(looks + MANY);
  }
}
