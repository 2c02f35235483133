package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.BACKUPS;
import static io.cloudbackup.emulator.TestCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final TestCloud cloud =
      new TestCloud(
          TestCloud.HEAD
              + """
              machines:
                - id: epdbusy
                  schedule: {every: 10m, duration: 2m, first: 1m, size: 10GiB, keep: 3}
              """);

  @AfterEach
  void close() {
    cloud.close();
  }

  private Response machine() {
    return cloud.get(RESOURCES + "/epdbusy");
  }

  private Response backups() {
    return cloud.get(BACKUPS + "?computeInstanceId=epdbusy");
  }

  @Test
  void shouldGoThroughOneBackupByTheClock() {
    assertThat(machine().text("/resource/nextBackupTime"))
        .isEqualTo("2026-05-04T10:01:00.123456789Z");
    assertThat(machine().json().path("resource").has("lastBackupTime")).isFalse();

    cloud.pass("2m");
    assertThat(machine().text("/resource/status")).isEqualTo("BACKUPING");
    assertThat(machine().text("/resource/statusProgress")).isEqualTo("50");
    assertThat(cloud.get(RESOURCES + "/epdbusy/tasks").text("/tasks/0/type")).isEqualTo("BACKUP");
    assertThat(backups().json().path("backups").size()).isZero();

    cloud.pass("1m");
    assertThat(machine().text("/resource/status")).isEqualTo("IDLE");
    assertThat(machine().text("/resource/lastBackupTime"))
        .isEqualTo("2026-05-04T10:03:00.123456789Z");
    assertThat(machine().text("/resource/nextBackupTime"))
        .isEqualTo("2026-05-04T10:11:00.123456789Z");
    assertThat(backups().text("/backups/0/createdAt")).isEqualTo("2026-05-04T10:03:00.123456789Z");
    assertThat(backups().text("/backups/0/type")).isEqualTo("FULL");
    assertThat(backups().text("/backups/0/size")).isEqualTo("10737418240");
  }

  @Test
  void shouldTakeFullThenIncrementalAndKeepOnlySoMany() {
    cloud.pass("14m");
    assertThat(backups().all("backups", "type")).containsExactly("INCREMENTAL", "FULL");

    cloud.pass("10h");
    assertThat(backups().all("backups", "type")).hasSize(3);
    assertThat(cloud.get(RESOURCES + "/epdbusy/tasks?pageSize=1000").json().path("tasks").size())
        .isEqualTo(50);
  }

  @Test
  void shouldComeToTheSameStateInOneStepAsInMany() {
    cloud.pass("32m30s");
    String inOneStep =
        machine().json()
            + "\n"
            + cloud.get(RESOURCES + "/epdbusy/tasks").all("tasks", "completedAt");
    try (TestCloud other =
        new TestCloud(
            TestCloud.HEAD
                + """
                machines:
                  - id: epdbusy
                    schedule: {every: 10m, duration: 2m, first: 1m, size: 10GiB, keep: 3}
                """)) {
      for (int i = 0; i < 65; i++) {
        other.pass("30s");
        other.get(RESOURCES + "/epdbusy");
      }
      String inMany =
          other.get(RESOURCES + "/epdbusy").json()
              + "\n"
              + other.get(RESOURCES + "/epdbusy/tasks").all("tasks", "completedAt");
      assertThat(inMany).isEqualTo(inOneStep);
    }
  }

  @Test
  void shouldSkipBackupsWhileTheMachineIsOfflineAndFailThemWhenTold() {
    cloud.patch("/control/machines/epdbusy", "{\"online\":false}");
    cloud.pass("15m");
    assertThat(backups().json().path("backups").size()).isZero();

    cloud.patch(
        "/control/machines/epdbusy",
        "{\"online\":true,\"backupError\":{\"message\":\"Disk full.\"}}");
    cloud.pass("10m");

    assertThat(backups().json().path("backups").size()).isZero();
    assertThat(cloud.get(RESOURCES + "/epdbusy/tasks").text("/tasks/0/error"))
        .isEqualTo("Disk full.");
  }

  @Test
  void shouldStopAScheduleWhenItIsTakenAway() {
    cloud.patch("/control/machines/epdbusy", "{\"schedule\":null}");
    cloud.pass("1h");

    assertThat(machine().json().path("resource").has("nextBackupTime")).isFalse();
    assertThat(backups().json().path("backups").size()).isZero();
  }

  @Test
  void shouldSpreadTheSchedulesOfGeneratedMachines() {
    try (TestCloud many =
        new TestCloud(
            TestCloud.HEAD
                + """
                machines:
                  - {generate: 4, idPrefix: epd, schedule: {every: 40m, duration: 10m}}
                """)) {
      many.pass("20m");
      assertThat(many.get(RESOURCES + "?folderId=b1gone").all("resources", "status"))
          .containsExactly("IDLE", "BACKUPING", "IDLE", "IDLE");
    }
  }
}
