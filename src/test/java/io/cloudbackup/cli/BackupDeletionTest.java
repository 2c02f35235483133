package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody is told of a deletion that gets stuck half-way. */
class BackupDeletionTest {
  private static final String OBJECTS =
      " /apis/backup.yandex.cloud/v1alpha1/namespaces/demo/cloudbackups";

  @AutoClose private final FakeCluster cluster = new FakeCluster();

  @TempDir private Path directory = Path.of("");

  BackupDeletionTest() throws IOException {}

  @BeforeEach
  void allow() {
    cluster
        .allows(true)
        .answer(
            "GET /apis/backup.yandex.cloud/v1alpha1/namespaces/demo/backupfolders/default",
            "{\"metadata\": {\"name\": \"default\"}, \"spec\": {\"folderId\": \"b1g\"}}")
        .answer(
            "POST" + OBJECTS,
            """
            {"apiVersion": "backup.yandex.cloud/v1alpha1", "kind": "CloudBackup",
             "metadata": {"name": "delete-id1", "namespace": "demo", "uid": "u1"},
             "spec": {"backupId": "id1", "deletionPolicy": "Delete"}}
            """);
  }

  @Test
  void shouldNameTheObjectThatStaysWhereItMayNotBeDeleted() throws IOException {
    cluster.forbid("DELETE" + OBJECTS + "/delete-id1", "delete", "cloudbackups");
    Spoken plugin = cluster.spoken(directory, "yes\n");

    assertThat(plugin.run("delete-backup", "id1")).isEqualTo(ExitCode.FORBIDDEN.number());

    assertThat(plugin.err()).contains("may not delete", "CloudBackup delete-id1 is written.");
  }

  @Test
  void shouldNameTheObjectThatMayStayWhereTheClusterIsAway() throws IOException {
    cluster.breakOff("DELETE" + OBJECTS + "/delete-id1");
    Spoken plugin = cluster.spoken(directory, "yes\n");

    assertThat(plugin.run("delete-backup", "id1")).isEqualTo(ExitCode.UNREACHABLE.number());

    assertThat(plugin.err())
        .contains("CloudBackup delete-id1 is written.", "kubectl get cbk delete-id1 -n demo")
        .contains("kubectl patch cbk delete-id1 -n demo", "{\"deletionPolicy\":\"Retain\"}");
  }

  @Test
  void shouldSayThatItDoesNotKnowWhetherTheObjectIsWritten() throws IOException {
    cluster.breakOff("POST" + OBJECTS);
    Spoken plugin = cluster.spoken(directory, "yes\n");

    assertThat(plugin.run("delete-backup", "id1")).isEqualTo(ExitCode.UNREACHABLE.number());

    assertThat(plugin.err()).contains("Whether CloudBackup delete-id1 is written is not known.");
  }

  private Spoken waitedFor(String operation, String condition) throws IOException {
    cluster
        .answer("DELETE" + OBJECTS + "/delete-id1", "{}")
        .answer(
            "GET" + OBJECTS + "/delete-id1",
            """
            {"metadata": {"name": "delete-id1", "namespace": "demo", "uid": "u1"},
             "spec": {"backupId": "id1", "deletionPolicy": "Delete"},
             "status": {"deleteOperationId": %s, "conditions": [%s]}}
            """
                .formatted(operation, condition));
    Spoken plugin = cluster.spoken(directory, "yes\n");
    assertThat(plugin.run("delete-backup", "id1", "--timeout", "0s"))
        .isEqualTo(ExitCode.TIMEOUT.number());
    return plugin;
  }

  @Test
  void shouldNotSayThatADeletionGoesOnWhichIsBlocked() throws IOException {
    Spoken plugin =
        waitedFor(
            "null",
            "{\"type\": \"Ready\", \"status\": \"False\", \"reason\": \"DeletionBlocked\","
                + " \"message\": \"No agent is online.\"}");

    assertThat(plugin.complaints())
        .last()
        .asString()
        .contains("kubectl annotate cbk delete-id1 -n demo backup.yandex.cloud/abandon=true")
        .endsWith("Now: DeletionBlocked: No agent is online.")
        .doesNotContain("goes on");
  }

  @Test
  void shouldSayThatADeletionGoesOnOnceItHasBegun() throws IOException {
    Spoken plugin =
        waitedFor(
            "\"o1\"",
            // Its state can't be asked for just now.
            "{\"type\": \"Ready\", \"status\": \"False\", \"reason\": \"DeletionBlocked\","
                + " \"message\": \"Operation.get: no answer.\"}");

    assertThat(plugin.complaints())
        .last()
        .asString()
        .startsWith("Not waiting any longer. The deletion goes on: ")
        .doesNotContain("abandon");
  }

  /** The inventory may show other ones, or none. */
  @Test
  void shouldKnowABackupByTheNameOfACloudBackupThatIsNotThere() throws IOException {
    Spoken plugin = cluster.spoken(directory, "no\n");

    assertThat(plugin.run("delete-backup", "default.id1")).isEqualTo(ExitCode.DECLINED.number());
    assertThat(plugin.out()).contains("Backup id1 of demo/default");
  }

  @Test
  void shouldWriteNothingForAFolderThatIsNotThere() throws IOException {
    Spoken plugin = cluster.spoken(directory, "yes\n");

    assertThat(plugin.run("delete-backup", "id1", "--folder", "shared/other"))
        .isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(plugin.err())
        .contains("There is no BackupFolder shared/other", "--folder NAMESPACE/NAME");
    assertThat(plugin.out()).doesNotContain("Backup id1");
  }

  @Test
  void shouldRefuseWhatNamesNoFolder() throws IOException {
    Spoken plugin = cluster.spoken(directory, "yes\n");

    assertThat(plugin.run("delete-backup", "id1", "--folder", "a/b/c"))
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(plugin.err()).contains("neither NAME nor NAMESPACE/NAME");
  }
}
