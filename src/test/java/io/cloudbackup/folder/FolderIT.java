package io.cloudbackup.folder;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Sweeps: what they cost, what they write, and what they do when the cloud talks nonsense. */
@SharedOperator
class FolderIT {
  private static final String MACHINES =
      """
      machines:
        - {id: epdone, backups: [{age: 2h}]}
        - {id: epdtwo, online: false}
        - {id: epdthree, status: OTHER, statusDetails: no_policies_applied}
      """;

  @AutoClose private final Scene scene = Scene.start("folder", MACHINES);

  private void watch(String... machines) {
    for (String machine : machines) {
      scene.create("BackupResource", machine, "{computeInstanceId: " + machine + "}");
    }
  }

  private BackupFolderStatus folder() {
    return scene.folder("default");
  }

  private void awaitReady() {
    eventually(() -> assertThat(state(folder().conditions(), "Ready")).isEqualTo("True Swept"));
  }

  @Test
  void shouldTellWhatASweepFound() {
    Instant before = Instant.now().minusSeconds(1);
    scene.withFolder();

    awaitReady();

    BackupFolderStatus status = folder();
    assertThat(status.machines())
        .isEqualTo(new BackupFolderStatus.Machines(3, 2, Map.of("IDLE", 2, "OTHER", 1)));
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(status.requestsLastSweep()).isEqualTo(1);
    assertThat(status.lastSweepDuration()).matches("[0-9]+\\.[0-9]{3}s");
    assertThat(Instant.parse(Objects.requireNonNull(status.lastSweepTime())))
        .isBetween(before, Instant.now());
    assertThat(state(status.conditions(), "Reconciling")).isEqualTo("False Swept");
    assertThat(state(status.conditions(), "Stalled")).isEqualTo("False Swept");
  }

  @Test
  void shouldListAThousandMachinesWithEachCall() {
    try (Scene large = Scene.start("large", "machines: [{generate: 2500, idPrefix: epdlarge}]")) {
      large.withFolder();

      eventually(
          () -> {
            BackupFolderStatus.Machines machines = large.folder("default").machines();
            assertThat(machines).isNotNull();
            assertThat(Objects.requireNonNull(machines).total()).isEqualTo(2500);
          });

      assertThat(large.folder("default").requestsLastSweep()).isEqualTo(3);
      assertThat(large.cloud().calls("Resource.list").subList(0, 3))
          .allSatisfy(call -> assertThat(call.query()).contains("pageSize=1000"));
    }
  }

  @Test
  void shouldWriteOnlyTheFoldersStatusWhileNothingChanges() {
    scene.withFolder();
    watch("epdone", "epdtwo", "epdthree");
    eventually(
        () -> {
          assertThat(resources())
              .hasSize(3)
              .allSatisfy(
                  r -> assertThat(state(status(r).conditions(), "Synced")).isEqualTo("True Swept"));
          assertThat(scene.cloud().calls("Resource.listTasks"))
              .as("each machine's tasks are asked for once, perhaps with the next sweep")
              .hasSizeGreaterThanOrEqualTo(3);
        });
    Instant allLookedUp = Instant.now();
    eventually(
        () -> {
          assertThat(Rfc3339.parse(folder().lastSweepTime())).isAfter(allLookedUp);
          assertThat(folder().requestsLastSweep()).as("a sweep without look-ups").isEqualTo(1);
        });
    int lookedUp = scene.cloud().calls("Resource.listTasks").size();
    Map<String, String> versions = versions();
    Object updatedAt = scene.cloud().machine("epdone").path("updatedAt").asText();
    Set<String> folderVersions = ConcurrentHashMap.newKeySet();
    try (Watch _ = watchFolder(folderVersions)) {
      eventually(() -> assertThat(folderVersions).as("a sweep just ended").hasSize(2));
      int sweeps = scene.cloud().calls("Resource.list").size();

      scene.cloud().machine("epdone", "{\"enabled\": true}");

      eventually(
          () -> {
            int since = scene.cloud().calls("Resource.list").size() - sweeps;
            assertThat(since).isGreaterThanOrEqualTo(3);
            assertThat(folderVersions).as("one for each sweep").hasSize(2 + since);
          });
    }
    assertThat(scene.cloud().machine("epdone").path("updatedAt").asText())
        .as("the cloud moved it by itself")
        .isNotEqualTo(updatedAt);
    assertThat(versions()).isEqualTo(versions);
    assertThat(scene.cloud().calls("Resource.listTasks").size())
        .as("an idle machine costs no call")
        .isLessThanOrEqualTo(lookedUp + 1);
  }

  @Test
  void shouldKeepTheLastGoodStatusWhileTheCloudTalksNonsense() {
    scene.withFolder();
    watch("epdone");
    eventually(
        () ->
            assertThat(state(scene.resource("epdone").conditions(), "Ready"))
                .isEqualTo("True Observed"));
    BackupResourceStatus good = scene.resource("epdone");
    BackupFolderStatus folderBefore = folder();

    scene.cloud().fault("{method: Resource.list, times: 0, kind: garbage}");

    eventually(
        () -> {
          assertThat(state(scene.resource("epdone").conditions(), "Synced"))
              .isEqualTo("False UnexpectedAnswer");
          assertThat(state(folder().conditions(), "Ready")).isEqualTo("False UnexpectedAnswer");
        });
    BackupResourceStatus kept = scene.resource("epdone");
    assertThat(kept.state()).isEqualTo("IDLE");
    assertThat(kept.lastBackupTime()).isNotNull().isEqualTo(good.lastBackupTime());
    assertThat(state(kept.conditions(), "Ready")).isEqualTo("True Observed");
    assertThat(folder().machines()).isEqualTo(folderBefore.machines());
    assertThat(state(folder().conditions(), "Stalled")).isEqualTo("False UnexpectedAnswer");

    scene.cloud().mend();

    awaitReady();
    eventually(
        () ->
            assertThat(state(scene.resource("epdone").conditions(), "Synced"))
                .isEqualTo("True Swept"));
  }

  @Test
  void shouldAnswerANudgeWithASweep() {
    scene.withFolder("sweepInterval: 1h");
    awaitReady();
    scene.cloud().machine("epdtwo", "{\"online\": true}");

    scene.annotate(
        BackupFolder.class, "default", "backup.yandex.cloud/reconcile-requested-at", "now");

    eventually(
        () -> {
          assertThat(folder().lastHandledReconcileAt()).isEqualTo("now");
          assertThat(Objects.requireNonNull(folder().machines()).online()).isEqualTo(3);
        });
    assertThat(scene.cloud().calls("Resource.list")).hasSize(2);
  }

  @Test
  void shouldAnswerNudgesWhilePausedOrOutOfOrder() {
    scene.withFolder("sweepInterval: 1h");
    awaitReady();
    scene.annotate(BackupFolder.class, "default", "backup.yandex.cloud/paused", "true");
    nudge("paused");
    assertThat(state(folder().conditions(), "Ready")).isEqualTo("False Paused");
    assertThat(scene.cloud().calls("Resource.list")).hasSize(1);

    scene.secret("token", Map.of("token", "t1.wrong"));
    scene.annotate(BackupFolder.class, "default", "backup.yandex.cloud/paused", "false");
    nudge("wrong token");
    assertThat(state(folder().conditions(), "Ready")).isEqualTo("False AuthenticationFailed");

    scene.secret("token", Map.of("token", "t1.one"));
    nudge("mended");
    assertThat(state(folder().conditions(), "Ready")).isEqualTo("True Swept");
  }

  private void nudge(String value) {
    scene.annotate(
        BackupFolder.class, "default", "backup.yandex.cloud/reconcile-requested-at", value);
    atOnce(() -> assertThat(folder().lastHandledReconcileAt()).isEqualTo(value));
  }

  @Test
  void shouldAskNothingWhilePaused() {
    scene.withFolder();
    awaitReady();

    scene.annotate(BackupFolder.class, "default", "backup.yandex.cloud/paused", "true");

    eventually(() -> assertThat(state(folder().conditions(), "Ready")).isEqualTo("False Paused"));
    int asked = scene.cloud().calls("Resource.list").size();
    throughout(
        Duration.ofSeconds(6),
        () -> assertThat(scene.cloud().calls("Resource.list")).hasSize(asked));

    scene.annotate(BackupFolder.class, "default", "backup.yandex.cloud/paused", "false");

    awaitReady();
  }

  @Test
  void shouldStopToSweepAndSaySoWhenTheFolderIsDeleted() {
    scene.withFolder();
    watch("epdone");
    eventually(
        () ->
            assertThat(state(scene.resource("epdone").conditions(), "Ready"))
                .isEqualTo("True Observed"));

    scene.delete(BackupFolder.class, "default");

    eventually(
        () -> {
          List<Condition> conditions = scene.resource("epdone").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("False BackupFolderNotFound");
          assertThat(message(conditions, "Ready")).contains(scene.namespace() + "/default");
          assertThat(state(conditions, "Synced")).isEqualTo("False BackupFolderNotFound");
        });
    assertThat(scene.resource("epdone").state()).as("the last good status").isEqualTo("IDLE");
    int asked = scene.cloud().calls("Resource.list").size();
    throughout(
        Duration.ofSeconds(6),
        () -> assertThat(scene.cloud().calls("Resource.list")).hasSize(asked));
  }

  private List<BackupResource> resources() {
    return scene
        .client()
        .resources(BackupResource.class)
        .inNamespace(scene.namespace())
        .list()
        .getItems();
  }

  private static BackupResourceStatus status(BackupResource resource) {
    return Objects.requireNonNullElse(resource.getStatus(), BackupResourceStatus.EMPTY);
  }

  /** Collects the folder's versions, of which none is missed: the one of now and all later ones. */
  private Watch watchFolder(Set<String> versions) {
    return scene
        .client()
        .resources(BackupFolder.class)
        .inNamespace(scene.namespace())
        .withName("default")
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, BackupFolder folder) {
                versions.add(folder.getMetadata().getResourceVersion());
              }

              @Override
              public void onClose(WatcherException cause) {}
            });
  }

  private Map<String, String> versions() {
    return resources().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                r -> r.getMetadata().getName(), r -> r.getMetadata().getResourceVersion()));
  }
}
