package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.BACKUPS;
import static io.cloudbackup.emulator.TestCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlTest {
  private final TestCloud cloud = TestCloud.standard();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void shouldWriteDownEveryRequestInOrderAndNoToken() {
    cloud.get(RESOURCES + "?folderId=b1gone");
    cloud.get("/nowhere");
    cloud.send(
        cloud
            .request("GET", RESOURCES + "/epdtarget", "")
            .header("x-client-request-id", "client-1"));
    cloud.start("backup-new", "epdtarget", "key-1");
    cloud.start("backup-new", "epdtarget", "key-1");

    Response journal = cloud.get("/control/journal");

    assertThat(journal.all("requests", "method"))
        .containsExactly(
            "Resource.list", "", "Resource.get", "Backup.startRecovery", "Backup.startRecovery");
    assertThat(journal.all("requests", "status"))
        .containsExactly("200", "404", "200", "200", "200");
    assertThat(journal.all("requests", "effect")).containsExactly("", "", "", "startRecovery", "");
    assertThat(journal.all("requests", "outcome")).containsOnly("answered");
    assertThat(journal.text("/requests/0/query")).isEqualTo("folderId=b1gone");
    assertThat(journal.text("/requests/2/clientRequestId")).isEqualTo("client-1");
    assertThat(journal.text("/requests/4/operationId"))
        .isEqualTo(journal.text("/requests/3/operationId"))
        .isNotEmpty();
    assertThat(journal.raw().body()).doesNotContain("t1.one");
    assertThat(cloud.get("/control/starts").json().path("starts").size()).isEqualTo(1);
  }

  @Test
  void shouldFilterTheJournal() {
    cloud.get(RESOURCES + "/epdtarget");
    cloud.get(RESOURCES + "/epdsource");
    cloud.get(RESOURCES + "?folderId=b1gone");

    assertThat(cloud.get("/control/journal?method=Resource.get").all("requests", "number"))
        .containsExactly("1", "2");
    assertThat(cloud.get("/control/journal?contains=epdsource").all("requests", "number"))
        .containsExactly("2");
    assertThat(cloud.get("/control/journal?since=2").all("requests", "number"))
        .containsExactly("3");
  }

  @Test
  void shouldKeepOnlyTheNewestRequestsAndEveryStart() {
    cloud.settings("{\"journalSize\":2}");
    cloud.start("backup-new", "epdtarget", "");
    for (int i = 0; i < 5; i++) {
      cloud.get(RESOURCES + "/epdtarget");
    }

    assertThat(cloud.emulator.journal().entries()).hasSize(2);
    assertThat(cloud.emulator.starts()).hasSize(1);
  }

  @Test
  void shouldChangeAMachineByAMergePatchAndRefuseWhatIsUnknown() {
    cloud.patch(
        "/control/machines/epdtarget",
        "{\"status\":\"FAILED\",\"statusDetails\":\"agent lost\",\"online\":false}");

    Response shown = cloud.get(RESOURCES + "/epdtarget");
    assertThat(shown.text("/resource/status")).isEqualTo("FAILED");
    assertThat(shown.text("/resource/statusDetails")).isEqualTo("agent lost");
    assertThat(shown.json().path("resource").has("online")).isFalse();
    assertThat(cloud.patch("/control/machines/epdtarget", "{\"onlin\":true}").text("/error"))
        .contains("onlin");
    assertThat(cloud.patch("/control/machines/epdtarget", "{\"id\":\"x\"}").status())
        .isEqualTo(400);
    assertThat(cloud.patch("/control/machines/epdnone", "{}").status()).isEqualTo(404);
  }

  @Test
  void shouldFreezeAndResumeAndFailAndFinishWork() {
    Response first = cloud.start("backup-new", "epdtarget", "");
    Response second = cloud.start("backup-new", "epdsource", "");
    cloud.pass("40s");
    cloud.post("/control/machines/epdtarget/work", "{\"action\":\"freeze\"}");
    cloud.pass("10m");
    assertThat(
            cloud
                .get("/operations/" + first.text("/id"))
                .json()
                .at("/metadata/progressPercentage")
                .asInt())
        .isEqualTo(40);
    assertThat(cloud.get("/operations/" + second.text("/id")).json().path("done").asBoolean())
        .isTrue();

    cloud.post("/control/operations/" + first.text("/id"), "{\"action\":\"resume\"}");
    cloud.pass("59s");
    assertThat(cloud.get("/operations/" + first.text("/id")).json().has("done")).isFalse();
    cloud.pass("1s");
    assertThat(cloud.get("/operations/" + first.text("/id")).json().path("done").asBoolean())
        .isTrue();

    Response third = cloud.start("backup-new", "epdtarget", "");
    cloud.post(
        "/control/operations/" + third.text("/id"),
        "{\"action\":\"fail\",\"code\":13,\"message\":\"Agent crashed.\"}");
    assertThat(cloud.get("/operations/" + third.text("/id")).text("/error/message"))
        .isEqualTo("Agent crashed.");

    Response fourth = cloud.start("backup-new", "epdtarget", "");
    cloud.post("/control/operations/" + fourth.text("/id"), "{\"action\":\"finish\"}");
    assertThat(cloud.get("/operations/" + fourth.text("/id")).json().has("response")).isTrue();
    assertThat(
            cloud
                .post("/control/operations/" + fourth.text("/id"), "{\"action\":\"finish\"}")
                .status())
        .isEqualTo(400);
    assertThat(cloud.get("/control/operations").json().path("operations").size()).isEqualTo(4);
  }

  @Test
  void shouldAddMachinesAndBackups() {
    cloud.post("/control/machines", "{\"id\":\"epdadded\",\"folder\":\"b1gone\"}");
    Response added =
        cloud.post("/control/machines/epdadded/backups", "{\"age\":\"1h\",\"size\":\"2GiB\"}");

    assertThat(cloud.get(BACKUPS + "?computeInstanceId=epdadded").all("backups", "id"))
        .containsExactly(added.text("/id"));
    assertThat(cloud.get(RESOURCES + "/epdadded").text("/resource/lastBackupTime"))
        .isEqualTo("2026-05-04T09:00:00.123456789Z");
    assertThat(cloud.post("/control/machines", "{\"id\":\"epdadded\"}").status()).isEqualTo(409);
    assertThat(
            cloud
                .post(
                    "/control/machines/epdadded/backups",
                    "{\"disks\":[{\"files\":{\"a\":\"much\"}}]}")
                .text("/error"))
        .contains("\"much\" is no size");
  }

  @Test
  void shouldLeaveNothingBehindWhenAMachineNamesAFolderThatIsNotThere() {
    String body = "{\"id\":\"epdlost\",\"folder\":\"b1gnone\"}";

    assertThat(cloud.post("/control/machines", body).status()).isEqualTo(404);

    assertThat(cloud.get("/control/machines/epdlost").status()).isEqualTo(404);
  }

  @Test
  void shouldGiveAMachineANewResourceWhenItIsRegisteredAgain() {
    String before = cloud.get(RESOURCES + "/epdtarget").text("/resource/resourceId");
    cloud.delete(RESOURCES + "/epdtarget?resourceId=" + before);
    cloud.pass("2s");

    cloud.post("/control/machines", "{\"id\":\"epdtarget\"}");

    assertThat(cloud.get(RESOURCES + "/epdtarget").text("/resource/resourceId"))
        .isNotEmpty()
        .isNotEqualTo(before);
  }

  @Test
  void shouldAbortWhatRunsOnAMachineWhoseResourceIsDeleted() {
    Response started = cloud.start("backup-new", "epdtarget", "");
    String resource = cloud.get(RESOURCES + "/epdtarget").text("/resource/resourceId");
    cloud.delete(RESOURCES + "/epdtarget?resourceId=" + resource);
    cloud.pass("2s");

    assertThat(cloud.get("/operations/" + started.text("/id")).json().at("/error/code").asInt())
        .isEqualTo(10);
  }

  @Test
  void shouldMoveTheClockForwardOnly() {
    Instant before = Instant.parse(cloud.get("/control/clock").text("/now"));

    Response moved = cloud.post("/control/clock", "{\"advance\":\"1h30m\"}");

    assertThat(Instant.parse(moved.text("/now"))).isEqualTo(before.plus(Duration.ofMinutes(90)));
    assertThat(cloud.post("/control/clock", "{\"advance\":\"-1h\"}").status()).isEqualTo(400);
    assertThat(cloud.post("/control/clock", "{}").text("/error")).contains("advance");
  }

  @Test
  void shouldGoBackToTheScenarioOnReset() {
    cloud.settings("{\"secondStart\":\"accept\"}");
    cloud.start("backup-new", "epdtarget", "k");
    cloud.post("/control/faults", "{\"kind\":\"closedConnection\",\"times\":0}");

    cloud.post("/control/reset", "");

    assertThat(cloud.emulator.starts()).isEmpty();
    assertThat(cloud.get(RESOURCES + "/epdtarget").text("/resource/status")).isEqualTo("IDLE");
    assertThat(cloud.get("/control/settings").text("/secondStart")).isEqualTo("refuse");
    assertThat(cloud.start("backup-new", "epdtarget", "k").status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseSettingsThatMakeNoSense() {
    assertThat(cloud.patch("/control/settings", "{\"finalProgress\":101}").text("/error"))
        .contains("finalProgress");
    assertThat(cloud.patch("/control/settings", "{\"idempotency\":\"maybe\"}").status())
        .isEqualTo(400);
    assertThat(cloud.patch("/control/settings", "{\"recoveryDuration\":\"soon\"}").text("/error"))
        .contains("no duration");
    assertThat(cloud.get("/control/nothing").status()).isEqualTo(404);
  }

  @Test
  void shouldNameItselfInTheDiscovery() {
    String address = "127.0.0.1:" + cloud.emulator.uri().getPort();

    Response all = cloud.send(cloud.bare("GET", "/endpoints", ""));

    assertThat(all.all("endpoints", "id")).contains("backup", "operation", "iam");
    assertThat(all.all("endpoints", "address")).containsOnly(address);
    assertThat(cloud.send(cloud.bare("GET", "/endpoints/backup", "")).text("/address"))
        .isEqualTo(address);
    assertThat(cloud.send(cloud.bare("GET", "/endpoints/compute", "")).code()).isEqualTo(5);
  }
}
