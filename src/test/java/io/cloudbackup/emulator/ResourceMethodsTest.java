package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResourceMethodsTest {
  private final TestCloud cloud = TestCloud.standard();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void shouldListTheMachinesOfOneFolderOnly() {
    Response listed = cloud.get(RESOURCES + "?folderId=b1gone");

    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.all("resources", "computeInstanceId"))
        .containsExactly(
            "epdsource", "epdtarget", "epdoffline", "epdoutdated", "epdnew", "bmsserver");
    assertThat(listed.json().has("nextPageToken")).isFalse();
  }

  @Test
  void shouldFilterByTypeWhenAsked() {
    assertThat(
            cloud
                .get(RESOURCES + "?folderId=b1gone&type=BMS")
                .all("resources", "computeInstanceId"))
        .containsExactly("bmsserver");
    assertThat(cloud.get(RESOURCES + "?folderId=b1gone&type=CAR").code()).isEqualTo(3);
  }

  @Test
  void shouldWrapOneMachineAndTellItsTenantOnlyWhenAsked() {
    Response plain = cloud.get(RESOURCES + "/epdsource");
    Response asked = cloud.get(RESOURCES + "/epdsource?includeTenantInfo=true");

    assertThat(plain.text("/resource/computeInstanceId")).isEqualTo("epdsource");
    assertThat(plain.text("/resource/initStatus")).isEqualTo("REGISTRED");
    assertThat(plain.text("/resource/lastBackupTime")).isEqualTo("2026-05-03T10:00:00.123456789Z");
    assertThat(plain.json().at("/resource/isActive").isBoolean()).isTrue();
    assertThat(plain.json().path("resource").has("tenantInfo")).isFalse();
    assertThat(asked.text("/resource/tenantInfo/folderId")).isEqualTo("b1gone");
  }

  @Test
  void shouldPrintDefaultsOnlyWhenTheSettingSaysSo() {
    assertThat(cloud.get(RESOURCES + "/epdoffline").json().path("resource").has("online"))
        .isFalse();

    cloud.settings("{\"defaults\":\"print\"}");

    Response printed = cloud.get(RESOURCES + "/epdoffline");
    assertThat(printed.json().at("/resource/online").isBoolean()).isTrue();
    assertThat(printed.json().at("/resource/statusProgress").isTextual()).isTrue();
    assertThat(printed.text("/resource/statusProgress")).isEqualTo("0");
  }

  @Test
  void shouldRefuseWithTheCloudsCodesAndTheRequestsId() {
    Response unknown = cloud.get(RESOURCES + "/epdnone");
    Response forbidden = cloud.get(RESOURCES + "?folderId=b1gtwo");
    Response forbiddenMachine = cloud.get(RESOURCES + "/epdelsewhere");
    Response withoutFolder = cloud.get(RESOURCES);
    Response tooLong = cloud.get(RESOURCES + "/" + "x".repeat(51));

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.code()).isEqualTo(5);
    assertThat(unknown.text("/details/0/@type"))
        .isEqualTo("type.googleapis.com/google.rpc.RequestInfo");
    assertThat(unknown.raw().headers().firstValue("x-request-id"))
        .hasValue(unknown.text("/details/0/requestId"));
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(forbidden.code()).isEqualTo(7);
    assertThat(forbiddenMachine.code()).isEqualTo(7);
    assertThat(withoutFolder.status()).isEqualTo(400);
    assertThat(withoutFolder.code()).isEqualTo(3);
    assertThat(tooLong.code()).isEqualTo(3);
  }

  @Test
  void shouldRefuseMissingAndUnknownTokens() {
    Response missing = cloud.send(cloud.bare("GET", RESOURCES + "?folderId=b1gone", ""));
    Response unknown =
        cloud.send(
            cloud
                .bare("GET", RESOURCES + "?folderId=b1gone", "")
                .header("Authorization", "Bearer t1.wrong"));

    assertThat(missing.status()).isEqualTo(401);
    assertThat(missing.code()).isEqualTo(16);
    assertThat(unknown.code()).isEqualTo(16);
  }

  @Test
  void shouldForgetAMachineAndKeepItsBackupsWhenItsResourceIsDeleted() {
    String resourceId = cloud.get(RESOURCES + "/epdsource").text("/resource/resourceId");
    assertThat(cloud.delete(RESOURCES + "/epdsource").code()).isEqualTo(3);
    assertThat(cloud.delete(RESOURCES + "/epdsource?resourceId=other").code()).isEqualTo(5);

    Response operation = cloud.delete(RESOURCES + "/epdsource?resourceId=" + resourceId);
    assertThat(operation.json().has("done")).isFalse();
    assertThat(operation.text("/metadata/computeInstanceId")).isEqualTo("epdsource");
    assertThat(cloud.get(RESOURCES + "/epdsource").status()).isEqualTo(200);
    cloud.pass("2s");

    assertThat(cloud.get("/operations/" + operation.text("/id")).json().path("done").asBoolean())
        .isTrue();
    assertThat(cloud.get(RESOURCES + "/epdsource").code()).isEqualTo(5);
    assertThat(cloud.get(RESOURCES + "?folderId=b1gone").all("resources", "computeInstanceId"))
        .doesNotContain("epdsource");
    assertThat(cloud.get(TestCloud.BACKUPS + "?folderId=b1gone").all("backups", "id"))
        .contains("backup-new", "backup-old");
    assertThat(cloud.get(TestCloud.BACKUPS + "?computeInstanceId=epdsource").all("backups", "id"))
        .contains("backup-new", "backup-old");
  }
}
