package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why nothing is listed. */
class NoBackupsTest {
  private static final String API = "GET /apis/backup.yandex.cloud/v1alpha1/namespaces/demo/";

  @AutoClose private final FakeCluster cluster = new FakeCluster();

  @TempDir private Path directory = Path.of("");

  NoBackupsTest() throws IOException {}

  @BeforeEach
  void write() {
    cluster.answer(
        API + "backupresources/new1",
        """
        {"metadata": {"name": "new1", "namespace": "demo"}, "spec": {"computeInstanceId": "epdnew1"}}
        """);
  }

  private void folder(String mode, String conditions) {
    cluster.answer(
        API + "backupfolders/default",
        """
        {"metadata": {"name": "default", "namespace": "demo"},
         "spec": {"folderId": "b1g", "inventory": {"mode": "%s"}}, "status": {"conditions": [%s]}}
        """
            .formatted(mode, conditions));
  }

  private static String synced(String status, String message) {
    return "{\"type\": \"InventorySynced\", \"status\": \"%s\", \"message\": \"%s\"}"
        .formatted(status, message);
  }

  private String said(String line) throws IOException {
    Spoken plugin = cluster.spoken(directory, "");
    assertThat(plugin.run(line.split(" ", -1))).as(plugin::err).isZero();
    return plugin.err().strip();
  }

  @ParameterizedTest
  @CsvSource({
    "backups new1, No backups. The cloud has none of machine epdnew1 in BackupFolder demo/default.",
    "backups, No backups. The cloud has none in BackupFolder demo/default.",
    "archives new1, No archives. The cloud has none of machine epdnew1 in BackupFolder demo/default."
  })
  void shouldSayThatTheCloudHasNone(String line, String said) throws IOException {
    folder("All", synced("True", ""));

    assertThat(said(line)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({"backups new1", "archives new1"})
  void shouldNotTakeAnInventoryThatIsNotWholeForNone(String line) throws IOException {
    folder("All", synced("False", "Backup.list: out of order."));
    assertThat(said(line)).endsWith("not all are there yet: Backup.list: out of order.");

    folder("Latest", "{\"type\": \"Ready\", \"status\": \"True\", \"message\": \"6 machines.\"}");
    assertThat(said(line)).endsWith("not all are there yet: wait for its next sweep.");
  }

  @ParameterizedTest
  @CsvSource({"backups new1", "archives new1"})
  void shouldSayWhatToSetWhereTheFolderShowsNone(String line) throws IOException {
    folder("None", "");

    assertThat(said(line)).contains("BackupFolder demo/default shows no backups: set its spec.");
  }

  @Test
  void shouldNotSayThatTheCloudHasNoArchivesOfAMachineWithBackups() throws IOException {
    folder("All", synced("True", ""));
    cluster.answer(
        API + "backupresources/new1",
        """
        {"metadata": {"name": "new1", "namespace": "demo"}, "spec": {"computeInstanceId": "epdnew1"},
         "status": {"backups": {"count": 3, "totalSize": 1}}}
        """);

    assertThat(said("archives new1"))
        .startsWith("No archives. There are backups of new1, and the cloud has not told of their");
  }

  @Test
  void shouldSayWhatIsWrongWithTheFolder() throws IOException {
    folder(
        "All",
        synced("Unknown", "")
            + ", {\"type\": \"Ready\", \"status\": \"False\", \"message\": \"The token is bad.\"}");

    assertThat(said("backups new1")).endsWith("not all are there yet: The token is bad.");
  }
}
