package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C at each moment at which something is left behind. */
class PluginInterruptionIT {
  private static final String API = " /apis/backup.yandex.cloud/v1alpha1/namespaces/demo/";
  private static final String RECOVERY =
      """
      {"apiVersion": "backup.yandex.cloud/v1alpha1", "kind": "BackupRecovery",
       "metadata": {"name": "recover-web1-x", "namespace": "demo", "uid": "u1"},
       "spec": {"source": {"backupId": "b1"}, "target": {"computeInstanceId": "epdweb1"}, "approval": "Manual"},
       "status": %s}
      """;
  private static final String PLANNED =
      """
      {"phase": "AwaitingApproval", "plan": {"hash": "sha256:1", "backupId": "b1",
       "computeInstanceId": "epdweb1", "newerBackups": 0, "layout": "Matches"}}
      """;

  @AutoClose private final FakeCluster cluster = new FakeCluster();

  @TempDir private Path directory = Path.of("");

  PluginInterruptionIT() throws IOException {}

  @BeforeEach
  void allow() {
    cluster
        .allows(true)
        .answer(
            "GET" + API + "backupresources/web1",
            """
            {"metadata": {"name": "web1", "namespace": "demo"}, "spec": {"computeInstanceId": "epdweb1"}}
            """)
        .answer(
            "GET" + API + "backupfolders/default",
            "{\"metadata\": {\"name\": \"default\"}, \"spec\": {\"folderId\": \"b1g\"}}")
        .answer("POST" + API + "backuprecoveries", RECOVERY.formatted("{}"))
        .answer(
            "POST" + API + "cloudbackups",
            """
            {"apiVersion": "backup.yandex.cloud/v1alpha1", "kind": "CloudBackup",
             "metadata": {"name": "delete-id1", "namespace": "demo", "uid": "u1"},
             "spec": {"backupId": "id1", "deletionPolicy": "Delete"}}
            """);
  }

  private PluginProcess start(String... arguments) throws IOException {
    return PluginProcess.start(
        cluster.kubeconfig(directory), directory.resolve("output"), arguments);
  }

  private static void await(CountDownLatch came) throws InterruptedException {
    assertThat(came.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldSayWhatIsWrittenWhileItWaitsForThePlan() throws Exception {
    cluster.answer("GET" + API + "backuprecoveries/recover-web1-x", RECOVERY.formatted("{}"));
    try (PluginProcess recovering = start("recover", "web1", "--yes")) {
      recovering.awaitWords("waiting for its plan");

      assertThat(recovering.interrupted())
          .contains("Nothing is overwritten. BackupRecovery recover-web1-x awaits approval");
    }
  }

  @Test
  void shouldSayThatItDoesNotKnowWhetherThePlanIsApproved() throws Exception {
    cluster.answer("GET" + API + "backuprecoveries/recover-web1-x", RECOVERY.formatted(PLANNED));
    CountDownLatch came = cluster.hold("PATCH" + API + "backuprecoveries/recover-web1-x");
    try (PluginProcess recovering = start("recover", "web1", "--yes")) {
      await(came);

      assertThat(recovering.interrupted())
          .contains("Whether recover-web1-x is approved is not known")
          .doesNotContain("Nothing is overwritten");
    }
  }

  @Test
  void shouldSayTheSameOfAnApprovalByItself() throws Exception {
    cluster.answer("GET" + API + "backuprecoveries/recover-web1-x", RECOVERY.formatted(PLANNED));
    CountDownLatch came = cluster.hold("PATCH" + API + "backuprecoveries/recover-web1-x");
    try (PluginProcess approving = start("approve", "recover-web1-x", "--yes")) {
      await(came);

      assertThat(approving.interrupted()).contains("Whether recover-web1-x is approved");
    }
  }

  @Test
  void shouldNameTheObjectOfADeletionThatHasNotBegun() throws Exception {
    CountDownLatch came = cluster.hold("DELETE" + API + "cloudbackups/delete-id1");
    try (PluginProcess deleting = start("delete-backup", "id1", "--yes")) {
      await(came);

      assertThat(deleting.interrupted())
          .contains("CloudBackup delete-id1 is written.", "nothing is deleted yet")
          .doesNotContain("The deletion goes on");
    }
  }

  @Test
  void shouldSayHowADeletionIsTakenBackThatHasNotBegun() throws Exception {
    cluster
        .answer("DELETE" + API + "cloudbackups/delete-id1", "{}")
        .answer(
            "GET" + API + "cloudbackups/delete-id1",
            "{\"metadata\": {\"name\": \"delete-id1\", \"uid\": \"u1\"}, \"spec\": {\"backupId\": \"id1\"}}");
    try (PluginProcess deleting = start("delete-backup", "id1", "--yes")) {
      deleting.awaitWords("Waiting for the operator.");

      assertThat(deleting.interrupted())
          .contains(
              "The deletion begins as soon as it can: `kubectl get cbk delete-id1 -n demo -o yaml`",
              "`kubectl annotate cbk delete-id1 -n demo backup.yandex.cloud/abandon=true`");
    }
  }
}
