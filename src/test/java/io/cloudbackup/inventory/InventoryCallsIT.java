package io.cloudbackup.inventory;

import static io.cloudbackup.testing.Eventually.eventually;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an inventory costs. */
@SharedOperator
class InventoryCallsIT {
  private static final int MACHINES = 25;
  private static final int BACKUPS_OF_EACH = 100;

  @AutoClose
  private final Scene scene =
      Scene.start(
          "calls",
          "machines: [{generate: %d, idPrefix: epdmany, backups: [%s]}]"
              .formatted(
                  MACHINES,
                  IntStream.rangeClosed(1, BACKUPS_OF_EACH)
                      .mapToObj("{age: %dh}"::formatted)
                      .collect(joining(", "))));

  @Test
  void shouldTakeACallForEachThousandBackups() {
    scene.withFolder("inventory: {mode: Latest}");
    eventually(() -> assertThat(scene.all(CloudBackup.class)).hasSize(MACHINES));
    scene.create("BackupResource", "one", "{computeInstanceId: epdmany00001}");

    eventually(
        () -> {
          List<Journal.Entry> lists = scene.cloud().calls("Backup.list");
          long rounds = lists.stream().filter(call -> !call.query().contains("pageToken=")).count();
          assertThat(rounds).isGreaterThan(4);
          assertThat(lists).hasSize((int) rounds * 3);
          assertThat(rounds)
              .as("as often as the folder is swept, whose list of machines takes one call")
              .isLessThanOrEqualTo(scene.cloud().calls("Resource.list").size() + 2L);
        });
    assertThat(scene.cloud().calls("Backup.listArchives")).hasSizeLessThanOrEqualTo(1);
  }
}
