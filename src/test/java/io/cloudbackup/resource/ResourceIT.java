package io.cloudbackup.resource;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.TaskStatus;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a BackupResource says of its machine. */
@SharedOperator
class ResourceIT {
  private static final String MACHINES =
      """
      machines:
        - id: epdfull
          status: DEFRAGMENTING
          statusDetails: "the cloud's own words"
          metadata: "details of the registration"
          type: BMS
          agent: {currentVersion: "25.3.1", latestVersion: "25.4.0", canUpdate: true}
          schedule: {every: 24h, first: 3h}
          backups: [{age: 30h}, {age: 20h}]
        - {id: epdbusy, schedule: {every: 24h, first: 1h, duration: 40m}, backups: [{age: 20h}]}
        - {id: epdnew, initStatus: REGISTERING, status: OTHER, metadata: "null"}
        - {id: epdoff, online: false, active: false, enabled: false}
        - {id: epdelsewhere, folder: b1gtwo}
        - {id: epdlast}
      """;

  @AutoClose private final Scene scene = Scene.start("resource", MACHINES);

  private void watch(String machine) {
    watch(machine, "");
  }

  private void watch(String machine, String more) {
    scene.create("BackupResource", machine, "{computeInstanceId: " + machine + more + "}");
  }

  private String condition(String name, String type) {
    return state(scene.resource(name).conditions(), type);
  }

  private void awaitCondition(String name, String type, String wanted) {
    eventually(() -> assertThat(condition(name, type)).isEqualTo(wanted));
  }

  @Test
  void shouldMirrorEveryFieldOfTheMachine() {
    scene.withFolder();
    watch("epdfull");

    awaitCondition("epdfull", "Ready", "True Observed");

    BackupResourceStatus status = scene.resource("epdfull");
    JsonNode machine = scene.cloud().machine("epdfull");
    assertThat(status.state()).as("its own spelling").isEqualTo("DEFRAGMENTING");
    assertThat(status.stateDetails()).isEqualTo("the cloud's own words");
    assertThat(status.progressPercent()).isNull();
    assertThat(status.metadata()).isEqualTo("details of the registration");
    assertThat(status.type()).isEqualTo("BMS");
    assertThat(status.initStatus()).isEqualTo("REGISTRED");
    assertThat(status.online()).isTrue();
    assertThat(status.enabled()).isTrue();
    assertThat(status.isActive()).isTrue();
    assertThat(status.agentInfo())
        .isEqualTo(new BackupResourceStatus.Agent("25.3.1", "25.4.0", true));
    assertThat(status.resourceId()).isNotEmpty().isEqualTo(text(machine, "resourceId"));
    assertThat(status.createdAt()).isEqualTo(text(machine, "createdAt"));
    assertThat(status.updatedAt()).isEqualTo(text(machine, "updatedAt"));
    assertThat(status.lastBackupTime()).isEqualTo(text(machine, "lastBackupTime"));
    assertThat(status.nextBackupTime()).isEqualTo(text(machine, "nextBackupTime"));
    assertThat(Instant.parse(requireNonNull(status.lastBackupTime())))
        .isBetween(Instant.now().minusSeconds(73_000), Instant.now().minusSeconds(71_000));
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(condition("epdfull", "Registered")).isEqualTo("True Registered");
    assertThat(condition("epdfull", "Online")).isEqualTo("True AgentOnline");
    assertThat(condition("epdfull", "BackupFresh")).isEqualTo("Unknown NoLimit");
    assertThat(condition("epdfull", "Synced")).isEqualTo("True Swept");
    assertThat(condition("epdfull", "Stalled")).isEqualTo("False Observed");
    assertThat(condition("epdfull", "Reconciling")).isEqualTo("False Observed");
  }

  private static String text(JsonNode machine, String field) {
    return machine.path(field).asText();
  }

  @Test
  void shouldStayReadyWhenTheMachineIsNotWell() {
    scene.withFolder();
    watch("epdnew");
    watch("epdoff");

    awaitCondition("epdnew", "Ready", "True Observed");
    awaitCondition("epdoff", "Ready", "True Observed");

    assertThat(condition("epdnew", "Registered")).isEqualTo("False NotRegistered");
    assertThat(scene.resource("epdnew").metadata()).as("the text null says nothing").isNull();
    assertThat(condition("epdoff", "Online")).isEqualTo("False AgentOffline");
    assertThat(scene.resource("epdoff").online()).isFalse();
    assertThat(scene.resource("epdoff").enabled()).isFalse();
    assertThat(scene.resource("epdoff").isActive()).isFalse();
  }

  @Test
  void shouldShowABackupFromItsStartToItsEnd() {
    scene.withFolder();
    watch("epdbusy");
    awaitCondition("epdbusy", "Ready", "True Observed");
    String before = scene.resource("epdbusy").lastBackupTime();

    // Half of it is over, and it goes on until the test ends it.
    scene.cloud().advance(Duration.ofMinutes(80));

    eventually(
        () -> {
          BackupResourceStatus busy = scene.resource("epdbusy");
          assertThat(busy.state()).isEqualTo("BACKUPING");
          assertThat(busy.progressPercent()).isBetween(1, 99);
          assertThat(busy.activeTasks())
              .singleElement()
              .satisfies(
                  task -> {
                    assertThat(task.type()).isEqualTo("BACKUP");
                    assertThat(task.id()).matches("[0-9]+");
                    assertThat(task.percent()).isBetween(0, 99);
                  });
        });
    String task = scene.resource("epdbusy").activeTasks().getFirst().id();

    scene.cloud().work("epdbusy", "{\"action\": \"finish\"}");

    eventually(
        () -> {
          BackupResourceStatus idle = scene.resource("epdbusy");
          assertThat(idle.state()).isEqualTo("IDLE");
          assertThat(idle.progressPercent()).isNull();
          assertThat(idle.activeTasks()).isEmpty();
          assertThat(idle.recentTasks())
              .extracting(TaskStatus::id, TaskStatus::status, TaskStatus::resultCode)
              .containsExactly(org.assertj.core.groups.Tuple.tuple(task, "COMPLETED", "OK"));
          assertThat(Instant.parse(requireNonNull(idle.lastBackupTime())))
              .isAfter(Instant.parse(requireNonNull(before)).plus(Duration.ofHours(20)));
        });
  }

  @Test
  void shouldSayThatTheMachineIsUnknownOrElsewhere() {
    scene.withFolder();
    watch("epdabsent");
    watch("epdelsewhere");

    awaitCondition("epdabsent", "Ready", "False MachineNotFound");
    assertThat(message(scene.resource("epdabsent").conditions(), "Ready"))
        .contains("epdabsent", "spec.computeInstanceId");
    assertThat(condition("epdabsent", "Stalled")).isEqualTo("True MachineNotFound");
    assertThat(condition("epdabsent", "Registered")).isEqualTo("False MachineNotFound");
    // The token may not read the other folder, and what it says is passed on.
    eventually(() -> assertThat(condition("epdelsewhere", "Synced")).startsWith("False"));

    scene.cloud().control("POST", "/machines", "{\"id\": \"epdabsent\"}");

    awaitCondition("epdabsent", "Ready", "True Observed");
  }

  @Test
  void shouldNotTakeAMachineForGoneWhenOneListIsShort() {
    scene.withFolder();
    watch("epdlast");
    awaitCondition("epdlast", "Ready", "True Observed");
    String version = version("epdlast");
    int lists = scene.cloud().calls("Resource.list").size();

    scene.cloud().fault("{method: Resource.list, kind: shortList, drop: 1}");

    eventually(
        () -> {
          assertThat(scene.cloud().calls("Resource.list")).hasSizeGreaterThan(lists + 2);
          assertThat(scene.cloud().calls("Resource.get")).isNotEmpty();
        });
    List<Journal.Entry> sweeps = scene.cloud().calls("Resource.list");
    Duration doubt = Duration.between(sweeps.get(lists).time(), sweeps.get(lists + 1).time());
    assertThat(scene.cloud().calls("Resource.get"))
        .as("looked up, and once more each 5 s until the next sweep, which came after %s", doubt)
        .hasSizeLessThanOrEqualTo(Math.max(2, 1 + (int) doubt.dividedBy(Duration.ofSeconds(5))))
        .allSatisfy(call -> assertThat(call.path()).endsWith("/epdlast"));
    assertThat(version("epdlast")).as("never written").isEqualTo(version);
    assertThat(condition("epdlast", "Registered")).isEqualTo("True Registered");
  }

  private String version(String name) {
    return scene.existing(BackupResource.class, name).getMetadata().getResourceVersion();
  }

  @Test
  void shouldWaitForItsFolder() {
    watch("epdlast");
    awaitCondition("epdlast", "Ready", "False BackupFolderNotFound");
    assertThat(message(scene.resource("epdlast").conditions(), "Ready"))
        .contains(scene.namespace() + "/default", "create it");

    scene.withFolder();

    awaitCondition("epdlast", "Ready", "True Observed");
  }

  @Test
  void shouldObserveFromAnotherNamespaceOnlyWhereTheFolderAllows() {
    scene.withFolder();
    Scene other = scene.neighbour(Map.of("team", "web"));
    other.create(
        "BackupResource",
        "guest",
        "{computeInstanceId: epdlast, folderRef: {name: default, namespace: "
            + scene.namespace()
            + "}}");
    awaitGuest(other, "False FolderNotAvailable");
    assertThat(other.resource("guest").state()).isNull();

    allow("{from: All}");
    awaitGuest(other, "True Observed");

    allow("{from: Selector, selector: {matchLabels: {team: other}}}");
    awaitGuest(other, "False FolderNotAvailable");

    allow("{from: Selector, selector: {matchLabels: {team: web}}}");
    awaitGuest(other, "True Observed");
  }

  private void allow(String namespaces) {
    scene.patch(
        io.cloudbackup.api.BackupFolder.class,
        "default",
        "{spec: {allowedNamespaces: " + namespaces + "}}");
  }

  private static void awaitGuest(Scene other, String wanted) {
    eventually(
        () -> assertThat(state(other.resource("guest").conditions(), "Ready")).isEqualTo(wanted));
  }

  @Test
  void shouldLookAtTheMachineWhenNudgedHoweverRareTheSweepsAre() {
    scene.withFolder("sweepInterval: 1h");
    watch("epdlast");
    awaitCondition("epdlast", "Ready", "True Observed");
    int looks = scene.cloud().calls("Resource.get").size();
    scene.cloud().machine("epdlast", "{\"online\": false}");

    scene.annotate(
        BackupResource.class, "epdlast", "backup.yandex.cloud/reconcile-requested-at", "now");

    atOnce(
        () -> {
          assertThat(scene.resource("epdlast").online()).isFalse();
          assertThat(scene.resource("epdlast").lastHandledReconcileAt()).isEqualTo("now");
        });
    throughout(
        Duration.ofSeconds(2),
        () -> {
          assertThat(scene.resource("epdlast").online()).isFalse();
          assertThat(scene.cloud().calls("Resource.get")).hasSize(looks + 1);
        });
  }

  @Test
  void shouldHoldTheStatusWhilePausedAndAnswerNudges() {
    scene.withFolder();
    watch("epdlast");
    awaitCondition("epdlast", "Ready", "True Observed");

    scene.annotate(BackupResource.class, "epdlast", "backup.yandex.cloud/paused", "true");
    awaitCondition("epdlast", "Synced", "False Paused");
    int lists = scene.cloud().calls("Resource.list").size();
    scene.cloud().machine("epdlast", "{\"online\": false}");
    eventually(
        () -> assertThat(scene.cloud().calls("Resource.list")).hasSizeGreaterThan(lists + 1));
    assertThat(scene.resource("epdlast").online()).as("held as it was").isTrue();

    scene.patch(
        BackupResource.class,
        "epdlast",
        """
        {metadata: {annotations: {backup.yandex.cloud/paused: null,
         backup.yandex.cloud/reconcile-requested-at: '2026-11-23T10:00:00Z'}}}
        """);

    eventually(
        () -> {
          BackupResourceStatus status = scene.resource("epdlast");
          assertThat(status.online()).isFalse();
          assertThat(status.lastHandledReconcileAt()).isEqualTo("2026-11-23T10:00:00Z");
          assertThat(state(status.conditions(), "Synced")).isEqualTo("True Swept");
        });
  }

  @Test
  void shouldSayWhetherTheLastBackupIsYoungEnough() {
    scene.withFolder();
    watch("epdfull", ", maxBackupAge: 19h");
    watch("epdbusy", ", maxBackupAge: 20h30m");
    watch("epdlast", ", maxBackupAge: 26h");

    awaitCondition("epdfull", "BackupFresh", "False TooOld");
    awaitCondition("epdbusy", "BackupFresh", "True WithinLimit");
    awaitCondition("epdlast", "BackupFresh", "False NoBackup");
    assertThat(condition("epdfull", "Ready")).as("old is not wrong").isEqualTo("True Observed");

    scene.patch(BackupResource.class, "epdfull", "{spec: {maxBackupAge: 26h}}");

    awaitCondition("epdfull", "BackupFresh", "True WithinLimit");
    assertThat(scene.resource("epdfull").observedGeneration()).isEqualTo(2);
  }

  @Test
  void shouldTurnStaleByItselfWhenTheLimitPasses() {
    scene.withFolder();
    JsonNode made =
        scene.cloud().control("POST", "/machines/epdlast/backups", "{\"age\": \"25s\"}");
    assertThat(made.path("id").asText()).isNotEmpty();
    watch("epdlast", ", maxBackupAge: 1m");
    awaitCondition("epdlast", "BackupFresh", "True WithinLimit");

    awaitCondition("epdlast", "BackupFresh", "False TooOld");
  }

  @Test
  void shouldKeepTheLastTasksOnly() {
    scene.withFolder();
    watch("epdbusy", ", taskHistoryLimit: 1");
    awaitCondition("epdbusy", "Ready", "True Observed");
    for (int i = 0; i < 2; i++) {
      scene.cloud().advance(Duration.ofHours(25));
    }

    eventually(
        () -> {
          BackupResourceStatus status = scene.resource("epdbusy");
          assertThat(status.recentTasks()).hasSize(1);
          assertThat(status.recentTasks().getFirst().completedAt())
              .isEqualTo(status.lastBackupTime());
        });
    throughout(
        Duration.ofSeconds(2),
        () -> assertThat(scene.resource("epdbusy").recentTasks()).hasSize(1));
  }
}
