package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryTest {
  private final TestCloud cloud = TestCloud.standard();

  @AfterEach
  void close() {
    cloud.close();
  }

  private Response operation(Response started) {
    return cloud.get("/operations/" + started.text("/id"));
  }

  private Response task() {
    return cloud.get(RESOURCES + "/epdtarget/tasks");
  }

  private String status() {
    return cloud.get(RESOURCES + "/epdtarget").text("/resource/status");
  }

  @Test
  void shouldShowOneRecoveryInOperationTaskAndMachineUntilItsEnd() {
    Response started = cloud.start("backup-new", "epdtarget", "");
    assertThat(started.status()).isEqualTo(200);
    assertThat(started.text("/metadata/@type"))
        .isEqualTo("type.googleapis.com/yandex.cloud.backup.v1.StartRecoveryMetadata");
    assertThat(started.text("/metadata/srcBackupId")).isEqualTo("backup-new");
    assertThat(started.text("/metadata/dstComputeInstanceId")).isEqualTo("epdtarget");
    assertThat(task().text("/tasks/0/status")).isEqualTo("ENQUEUED");

    cloud.pass("42s");
    assertThat(operation(started).json().at("/metadata/progressPercentage").asDouble())
        .isEqualTo(42);
    assertThat(operation(started).json().has("done")).isFalse();
    assertThat(task().text("/tasks/0/type")).isEqualTo("RECOVERY");
    assertThat(task().text("/tasks/0/status")).isEqualTo("STARTED");
    assertThat(task().text("/tasks/0/progress/current")).isEqualTo("42");
    assertThat(Long.parseLong(task().text("/tasks/0/id"))).isGreaterThan(1L << 53);
    assertThat(status()).isEqualTo("RECOVERING");
    assertThat(cloud.get(RESOURCES + "/epdtarget").text("/resource/statusProgress"))
        .isEqualTo("42");

    cloud.pass("58s");
    assertThat(operation(started).json().path("done").asBoolean()).isTrue();
    assertThat(operation(started).text("/response/@type"))
        .isEqualTo("type.googleapis.com/google.protobuf.Empty");
    assertThat(operation(started).json().has("error")).isFalse();
    assertThat(task().text("/tasks/0/status")).isEqualTo("COMPLETED");
    assertThat(task().text("/tasks/0/resultCode")).isEqualTo("OK");
    assertThat(status()).isEqualTo("IDLE");
  }

  @ParameterizedTest
  @CsvSource({
    "backup-none, epdtarget, 5",
    "backup-deleted, epdtarget, 9",
    "backup-new, epdnone, 5",
    "backup-new, epdoffline, 9",
    "backup-new, epdoutdated, 9",
    "backup-new, epdnew, 9",
    "backup-new, epdelsewhere, 7",
    "backup-new, '', 3"
  })
  void shouldRefuseARecoveryThatCannotBe(String backup, String machine, int code) {
    Response refused = cloud.start(backup, machine, "");

    assertThat(refused.code()).isEqualTo(code);
    assertThat(cloud.emulator.starts()).isEmpty();
  }

  @Test
  void shouldRefuseABusyMachineUnlessTheSettingAcceptsIt() {
    cloud.start("backup-new", "epdtarget", "");
    assertThat(cloud.start("backup-old", "epdtarget", "").code()).isEqualTo(9);

    cloud.settings("{\"secondStart\":\"accept\"}");

    assertThat(cloud.start("backup-old", "epdtarget", "").status()).isEqualTo(200);
    assertThat(cloud.emulator.starts())
        .extracting(Journal.Start::backupId)
        .containsExactly("backup-new", "backup-old");
  }

  @Test
  void shouldFailAsTheMachineIsToldAndShowTheErrorBeforeItIsDone() {
    cloud.settings("{\"rollbackDuration\":\"5s\"}");
    cloud.patch(
        "/control/machines/epdtarget",
        "{\"recoveryError\":{\"code\":9,\"message\":\"Not all of the items are mapped.\"}}");
    Response started = cloud.start("backup-new", "epdtarget", "");

    cloud.pass("100s");
    assertThat(operation(started).json().has("done")).isFalse();
    assertThat(operation(started).json().at("/error/code").asInt()).isEqualTo(9);
    assertThat(status()).isEqualTo("RECOVERING");

    cloud.pass("5s");
    assertThat(operation(started).json().path("done").asBoolean()).isTrue();
    assertThat(operation(started).text("/error/message"))
        .isEqualTo("Not all of the items are mapped.");
    assertThat(operation(started).json().has("response")).isFalse();
    assertThat(task().text("/tasks/0/resultCode")).isEqualTo("ERROR");
    assertThat(task().text("/tasks/0/error")).isEqualTo("Not all of the items are mapped.");
    assertThat(status()).isEqualTo("IDLE");
  }

  @Test
  void shouldEndTasksBelowHundredWhenTheSettingSaysSo() {
    cloud.settings("{\"finalProgress\":94}");
    cloud.start("backup-new", "epdtarget", "");
    cloud.pass("100s");

    assertThat(task().text("/tasks/0/progress/current")).isEqualTo("94");
    assertThat(task().text("/tasks/0/progress/total")).isEqualTo("100");
    assertThat(task().text("/tasks/0/resultCode")).isEqualTo("OK");
  }

  @ParameterizedTest
  @CsvSource({
    "percent, false, 50, NUMBER",
    "fraction, false, 0.5, NUMBER",
    "fraction, true, 0.5, STRING",
    "absent, false, '', MISSING"
  })
  void shouldTellProgressOnTheScaleOfTheSetting(
      String progress, boolean text, String shown, String type) {
    cloud.settings("{\"progress\":\"" + progress + "\",\"progressAsText\":" + text + "}");
    Response started = cloud.start("backup-new", "epdtarget", "");
    cloud.pass("50s");

    var found = operation(started).json().at("/metadata/progressPercentage");

    assertThat(found.asText()).isEqualTo(shown);
    assertThat(found.getNodeType().name()).isEqualTo(type);
  }

  @Test
  void shouldHideANewOperationAsManyTimesAsTheSettingSays() {
    cloud.settings("{\"operationNotFoundFirst\":2}");
    Response started = cloud.start("backup-new", "epdtarget", "");

    assertThat(operation(started).code()).isEqualTo(5);
    assertThat(operation(started).code()).isEqualTo(5);
    assertThat(operation(started).status()).isEqualTo(200);
  }

  @Test
  void shouldForgetAnOperationAfterItsRetention() {
    cloud.settings("{\"operationRetention\":\"1m\",\"operationPollInterval\":\"3s\"}");
    Response started = cloud.start("backup-new", "epdtarget", "");
    assertThat(operation(started).raw().headers().firstValue("x-operation-poll-interval"))
        .hasValue("3");

    cloud.pass("1m");

    assertThat(operation(started).code()).isEqualTo(5);
    assertThat(status()).isEqualTo("RECOVERING");
  }

  @Test
  void shouldShowTasksAndMachinesLateWhenTheSettingsSaySo() {
    cloud.settings("{\"taskDelay\":\"20s\",\"machineDelay\":\"30s\"}");
    cloud.start("backup-new", "epdtarget", "");

    cloud.pass("19s");
    assertThat(task().json().path("tasks").size()).isZero();
    cloud.pass("1s");
    assertThat(task().json().path("tasks").size()).isEqualTo(1);
    assertThat(status()).isEqualTo("IDLE");
    cloud.pass("10s");
    assertThat(status()).isEqualTo("RECOVERING");

    cloud.pass("85s");
    assertThat(task().text("/tasks/0/progress/current")).isEqualTo("95");
    assertThat(status()).isEqualTo("RECOVERING");
    cloud.pass("15s");
    assertThat(task().text("/tasks/0/status")).isEqualTo("COMPLETED");
    assertThat(status()).isEqualTo("IDLE");
  }

  @Test
  void shouldLeaveTheSourceInactiveAfterARecoveryElsewhereWhenTheSettingSaysSo() {
    cloud.settings("{\"outdateSource\":true}");
    cloud.start("backup-new", "epdtarget", "");
    cloud.pass("100s");

    assertThat(cloud.get(RESOURCES + "/epdsource").json().path("resource").has("isActive"))
        .isFalse();
    assertThat(cloud.get(RESOURCES + "/epdtarget").json().at("/resource/isActive").asBoolean())
        .isTrue();
  }
}
