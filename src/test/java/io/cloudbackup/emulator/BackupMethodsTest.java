package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.BACKUPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupMethodsTest {
  private final TestCloud cloud = TestCloud.standard();

  @AfterEach
  void close() {
    cloud.close();
  }

  private List<String> listed(String query) {
    Response response = cloud.get(BACKUPS + "?" + query);
    assertThat(response.status()).as(response.raw().body()).isEqualTo(200);
    return response.all("backups", "id");
  }

  @Test
  void shouldListByEachSelectionNewestFirst() {
    Response one = cloud.get(BACKUPS + "/backup-old?folderId=b1gone");
    String archive = one.text("/archiveId");
    String resource = one.text("/resourceId");
    String[] chain = {"backup-new", "backup-old", "backup-deleted"};

    assertThat(listed("folderId=b1gone"))
        .containsExactly("backup-bms", "backup-new", "backup-old", "backup-deleted");
    assertThat(listed("computeInstanceId=epdsource")).containsExactly(chain);
    assertThat(listed("resourceId=" + resource)).containsExactly(chain);
    assertThat(listed("archive.archiveId=" + archive + "&archive.folderId=b1gone"))
        .containsExactly(chain);
    assertThat(listed("backup.backupId=backup-old&backup.folderId=b1gone")).containsExactly(chain);
    assertThat(
            listed("instancePolicy.computeInstanceId=epdsource&instancePolicy.policyId=cdgdaily"))
        .containsExactly(chain);
    assertThat(listed("instancePolicy.computeInstanceId=epdsource&instancePolicy.policyId=cdgno"))
        .isEmpty();
    assertThat(listed("policyId=cdgdaily")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "folderId=b1gone&computeInstanceId=epdsource",
        "archive.archiveId=a",
        "backup.backupId=backup-old",
        "instancePolicy.computeInstanceId=epdsource",
        "folderId=b1gone&archive.folderId=b1gone",
        "policyId=cdgdaily&pageToken=abc",
        "folderId=b1gone&pageSize=1001",
        "folderId=b1gone&pageSize=many",
        "folderId=b1gone&pageToken=nonsense",
        "folderId=b1gone&orderBy=size",
        "folderId=b1gone&filter=size%3E3"
      })
  void shouldRefuseAListThatTheApiDoesNotAllow(String query) {
    Response refused = cloud.get(BACKUPS + "?" + query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo(3);
  }

  @Test
  void shouldRefusePageTokensAboveHundredCharacters() {
    assertThat(
            cloud.get(BACKUPS + "?folderId=b1gone&pageToken=" + "a".repeat(101)).text("/message"))
        .contains("100 characters");
  }

  @Test
  void shouldFilterByTimeAndTypeAndOrder() {
    assertThat(listed("folderId=b1gone&orderBy=createdAt%20asc"))
        .containsExactly("backup-deleted", "backup-old", "backup-new", "backup-bms");
    assertThat(
            listed(
                "folderId=b1gone&filter=created_at%20%3E=%20%222026-05-02T00:00:00Z%22%20AND%20"
                    + "created_at%20%3C%20%222026-05-04T00:00:00Z%22"))
        .containsExactly("backup-new", "backup-old");
    assertThat(listed("folderId=b1gone&type=BMS")).containsExactly("backup-bms");
  }

  @Test
  void shouldKeepListsOfUnknownMachinesApartFromEmptyOnes() {
    assertThat(cloud.get(BACKUPS + "?computeInstanceId=epdnone").code()).isEqualTo(5);
    assertThat(cloud.get(BACKUPS + "/epdnone/archives").code()).isEqualTo(5);
    assertThat(listed("computeInstanceId=epdtarget")).isEmpty();

    cloud.settings("{\"unknownMachine\":\"empty\"}");

    assertThat(listed("computeInstanceId=epdnone")).isEmpty();
    assertThat(cloud.get(BACKUPS + "/epdnone/archives").json().path("archives").size()).isZero();
  }

  @Test
  void shouldNotShowBackupsOfForeignFolders() {
    assertThat(cloud.get(BACKUPS + "?policyId=cdgother").code()).isEqualTo(7);
    assertThat(cloud.get(BACKUPS + "?computeInstanceId=epdelsewhere").code()).isEqualTo(7);
    assertThat(cloud.get(BACKUPS + "/backup-elsewhere?folderId=b1gtwo").code()).isEqualTo(7);
    assertThat(cloud.get(BACKUPS + "/backup-elsewhere?folderId=b1gone").code()).isEqualTo(5);
    assertThat(cloud.start("backup-elsewhere", "epdtarget", "").code()).isEqualTo(7);
  }

  @Test
  void shouldGetOneBackupBareWithTextForLargeNumbers() {
    Response got = cloud.get(BACKUPS + "/backup-old?folderId=b1gone");

    assertThat(got.text("/id")).isEqualTo("backup-old");
    assertThat(got.json().path("size").isTextual()).isTrue();
    assertThat(got.text("/size")).isEqualTo("4294967296");
    assertThat(got.json().at("/disks/0/volumes/0/isBootable").asBoolean()).isTrue();
    assertThat(cloud.get(BACKUPS + "/backup-old").code()).isEqualTo(3);
  }

  @Test
  void shouldListArchivesOfAMachineByPathAlone() {
    Response archives = cloud.get(BACKUPS + "/epdsource/archives");

    assertThat(archives.json().path("archives").size()).isEqualTo(1);
    assertThat(archives.text("/archives/0/updatedAt")).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(archives.text("/archives/0/lastBackupCreatedAt"))
        .isEqualTo("2026-05-03T10:00:00.123456789Z");
    assertThat(cloud.get(BACKUPS + "/epdsource/archives?folderId=b1gone").code()).isEqualTo(3);
  }

  @Test
  void shouldListDisksAndThenWhatLiesBelow() {
    try (TestCloud files =
        new TestCloud(
            TestCloud.HEAD
                + """
                machines:
                  - id: epdfiles
                    disks: [{name: Disk/1, files: {etc: {hosts: 220B, empty: {}}}}]
                    backups: [{id: backup-files}]
                """)) {
      String path = BACKUPS + "/backup-files/files?folderId=b1gone";
      Response disks = files.get(path);
      Response root = files.get(path + "&sourceId=" + disks.text("/files/0/id"));
      Response etc = files.get(path + "&sourceId=" + root.text("/files/0/id"));

      assertThat(disks.text("/files/0/name")).isEqualTo("Disk/1");
      assertThat(root.text("/files/0/fullPath")).isEqualTo("/etc");
      assertThat(root.text("/files/0/type")).isEqualTo("TYPE_DIR");
      assertThat(etc.text("/files/0/fullPath")).isEqualTo("/etc/hosts");
      assertThat(etc.text("/files/0/type")).isEqualTo("TYPE_FILE");
      assertThat(etc.text("/files/0/size")).isEqualTo("220");
      assertThat(etc.text("/files/0/parentId")).isEqualTo(root.text("/files/0/id"));
      assertThat(files.get(path + "&sourceId=bm9uZQ").code()).isEqualTo(5);
      assertThat(files.get(BACKUPS + "/backup-files/files").code()).isEqualTo(3);
    }
  }

  @Test
  void shouldDeleteABackupWhenTheFolderHasAMachineThatCan() {
    Response operation = cloud.delete(BACKUPS + "/epdsource/backup-old");
    assertThat(operation.text("/metadata/backupId")).isEqualTo("backup-old");
    cloud.pass("2s");

    assertThat(cloud.get(BACKUPS + "/backup-old?folderId=b1gone").code()).isEqualTo(5);
    assertThat(listed("computeInstanceId=epdsource")).doesNotContain("backup-old");
    assertThat(cloud.delete(BACKUPS + "/epdtarget/backup-new").code()).isEqualTo(5);
  }

  @Test
  void shouldLeaveADeletedBackupFlaggedWhenTheSettingSaysSo() {
    cloud.settings("{\"deletedBackups\":\"flagged\"}");
    cloud.delete(BACKUPS + "/epdsource/backup-old");
    cloud.pass("2s");

    assertThat(
            cloud.get(BACKUPS + "/backup-old?folderId=b1gone").json().path("deleted").asBoolean())
        .isTrue();
    assertThat(cloud.start("backup-old", "epdtarget", "").code()).isEqualTo(9);
  }

  @Test
  void shouldRefuseToDeleteWhenNoMachineOfTheFolderCanAct() {
    for (String machine : List.of("epdsource", "epdtarget", "bmsserver")) {
      cloud.patch("/control/machines/" + machine, "{\"online\":false}");
    }

    assertThat(cloud.delete(BACKUPS + "/epdsource/backup-old").code()).isEqualTo(9);
  }
}
