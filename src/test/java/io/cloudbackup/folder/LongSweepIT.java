package io.cloudbackup.folder;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Eventually.within;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts soon though a sweep goes on that takes two minutes. */
@SharedOperator
class LongSweepIT {
  private static final int MACHINES = 40;

  @AutoClose
  private final Scene scene =
      Scene.of(
          "long",
          """
          folders: [{id: b1gone}]
          serviceAccounts: [{id: ajeone, folders: [b1gone], tokens: [t1.one, t1.new]}]
          machines: [%s]
          """
              .formatted(
                  IntStream.range(0, MACHINES)
                      .mapToObj(
                          i -> "{id: epd%d, backups: [{id: backup%d, age: 2h}]}".formatted(i, i))
                      .collect(Collectors.joining(","))));

  @BeforeEach
  void beginToSweep() {
    for (int i = 0; i < MACHINES; i++) {
      scene.create("BackupResource", "epd" + i, "{computeInstanceId: epd" + i + "}");
    }
    scene.cloud().fault("{method: Resource.listTasks, times: 0, kind: delay, delay: 3s}");
    scene.withFolder("sweepInterval: 1h");
    eventually(() -> assertThat(scene.cloud().calls("Resource.listTasks")).isNotEmpty());
    assertThat(lists()).isEqualTo(1);
  }

  /** Long before the sweep would end by itself. */
  private static void soon(ThrowingRunnable assertions) {
    within(Duration.ofSeconds(30), assertions);
  }

  private int lists() {
    return scene.cloud().calls("Resource.list").size();
  }

  private String ready() {
    return state(scene.folder("default").conditions(), "Ready");
  }

  @Test
  void shouldSweepAnewWithinThirtySecondsOfAChangedSecret() {
    scene.secret("token", Map.of("token", "t1.new"));

    soon(() -> assertThat(lists()).isEqualTo(2));
  }

  @Test
  void shouldAnswerANudge() {
    scene.annotate(BackupFolder.class, "default", BackupApiGroup.RECONCILE_REQUESTED_AT, "now");

    soon(() -> assertThat(lists()).isEqualTo(2));
  }

  @Test
  void shouldUseTheFormerCredentialsNoMore() {
    scene.patch(
        BackupFolder.class,
        "default",
        "{spec: {credentials: {iamTokenSecretRef: {name: absent, key: token}}}}");

    soon(() -> assertThat(ready()).isEqualTo("False SecretNotFound"));
    recover("epd1");
    soon(() -> assertThat(readyOf("epd1")).isEqualTo("False SecretNotFound"));
  }

  @Test
  void shouldRestOncePaused() {
    scene.annotate(BackupFolder.class, "default", BackupApiGroup.PAUSED, "true");
    recover("epd1");

    soon(() -> assertThat(readyOf("epd1")).isEqualTo("False Paused"));
    soon(() -> assertThat(ready()).isEqualTo("False Paused"));
    assertThat(scene.cloud().calls("Backup.get")).isEmpty();

    scene.annotate(BackupFolder.class, "default", BackupApiGroup.PAUSED, "false");
    eventually(() -> assertThat(scene.cloud().calls("Backup.startRecovery")).hasSize(1));
  }

  @Test
  void shouldGoOnWhenPausedAndResumedAtOnce() {
    scene.annotate(BackupFolder.class, "default", BackupApiGroup.PAUSED, "true");
    scene.annotate(BackupFolder.class, "default", BackupApiGroup.PAUSED, "false");
    recover("epd1");

    soon(() -> assertThat(lists()).isGreaterThan(1));
    soon(() -> assertThat(scene.cloud().calls("Backup.startRecovery")).hasSize(1));
  }

  @Test
  void shouldNotGoBackBehindALookThatWasNewer() {
    eventually(() -> assertThat(scene.resource("epd7").online()).isTrue());
    scene.cloud().machine("epd7", "{\"online\": false}");
    scene.annotate(BackupResource.class, "epd7", BackupApiGroup.RECONCILE_REQUESTED_AT, "now");
    soon(() -> assertThat(scene.resource("epd7").online()).isFalse());

    scene.cloud().mend();
    soon(() -> assertThat(ready()).as("the sweep is over").isEqualTo("True Swept"));

    throughout(Duration.ofSeconds(3), () -> assertThat(scene.resource("epd7").online()).isFalse());
    assertThat(lists()).isEqualTo(1);
  }

  @Test
  void shouldSaySoWhenTheFolderIsDeleted() {
    // Its first status, from before there was a folder, says the same.
    soon(
        () ->
            assertThat(state(scene.resource("epd7").conditions(), "Ready"))
                .isEqualTo("True Observed"));

    scene.delete(BackupFolder.class, "default");

    soon(
        () ->
            assertThat(state(scene.resource("epd7").conditions(), "Ready"))
                .isEqualTo("False BackupFolderNotFound"));
  }

  private void recover(String machine) {
    scene.create(
        "BackupRecovery",
        machine,
        "{source: {backupId: backup1}, target: {computeInstanceId: %s}, startDeadline: '%s'}"
            .formatted(machine, Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS)));
  }

  private String readyOf(String recovery) {
    return state(scene.recovery(recovery).conditions(), "Ready");
  }
}
