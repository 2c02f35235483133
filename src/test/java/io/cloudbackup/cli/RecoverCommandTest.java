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

/** What somebody is told of a recovery that does not begin. */
class RecoverCommandTest {
  private static final String API = " /apis/backup.yandex.cloud/v1alpha1/namespaces/demo/";
  private static final String ONE = API + "backuprecoveries/recover-web1-x";
  private static final String RECOVERY =
      """
      {"apiVersion": "backup.yandex.cloud/v1alpha1", "kind": "BackupRecovery",
       "metadata": {"name": "recover-web1-x", "namespace": "demo", "uid": "u1"},
       "spec": {"source": {"backupId": "b1"}, "target": {"computeInstanceId": "epdweb1"},
        "approval": "Manual", "startDeadline": "2026-11-26T13:00:00Z"},
       "status": %s}
      """;
  private static final String OFFLINE =
      """
      {"phase": "Pending", "message": "The agent of epdweb1 is offline.",
       "plan": {"hash": "sha256:1", "backupId": "b1", "computeInstanceId": "epdweb1"}}
      """;
  private static final String STALLED =
      """
      {"phase": "Pending", "message": "The folder is closed.",
       "conditions": [{"type": "Stalled", "status": "True", "reason": "FolderNotReady"}]}
      """;

  @AutoClose private final FakeCluster cluster = new FakeCluster();

  @TempDir private Path directory = Path.of("");

  RecoverCommandTest() throws IOException {}

  @BeforeEach
  void write() {
    cluster
        .answer(
            "GET" + API + "backupresources/web1",
            """
            {"metadata": {"name": "web1", "namespace": "demo"}, "spec": {"computeInstanceId": "epdweb1"}}
            """)
        .answer("POST" + API + "backuprecoveries", RECOVERY.formatted("{}"))
        .answer("DELETE" + ONE, "{}");
  }

  private Spoken recover(ExitCode exit, String status, String... more) throws IOException {
    cluster
        .answer("GET" + ONE, RECOVERY.formatted(status))
        .answer("PATCH" + ONE, RECOVERY.formatted(status));
    Spoken plugin = cluster.spoken(directory, "yes\n");
    String[] line = ("recover web1 " + String.join(" ", more)).strip().split(" ", -1);
    assertThat(plugin.run(line)).as(plugin::err).isEqualTo(exit.number());
    return plugin;
  }

  @Test
  void shouldNotSayThatItGoesOnWhereTheMachineIsOffline() throws IOException {
    Spoken plugin = recover(ExitCode.OK, OFFLINE);

    assertThat(plugin.out())
        .contains("  Note       The agent of epdweb1 is offline.")
        .contains("recover-web1-x is approved. It begins as soon as it can")
        .contains("Now: The agent of epdweb1 is offline.")
        .doesNotContain("goes on");
  }

  @Test
  void shouldNotSaySoAfterAWaitEither() throws IOException {
    Spoken plugin = recover(ExitCode.TIMEOUT, OFFLINE, "--wait", "--timeout", "1s");

    assertThat(plugin.err())
        .contains("Not waiting any longer. recover-web1-x is approved. It begins as soon as")
        .doesNotContain("goes on");
  }

  @Test
  void shouldSayOnceWhyThereCanBeNoPlan() throws IOException {
    Spoken plugin = recover(ExitCode.RECOVERY_FAILED, STALLED);

    assertThat(plugin.err())
        .containsOnlyOnce("The folder is closed.")
        .contains("There can be no plan: The folder is closed. Nothing is overwritten, recover-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NoBackup | RECOVERY_FAILED | There is no backup of web1.",
        "BackupNotFound | NOT_FOUND | The cloud folder of web1 has no backup b1: check --from."
      })
  void shouldNameTheBackupThatIsNotThere(String reason, ExitCode exit, String said)
      throws IOException {
    String phase = exit == ExitCode.NOT_FOUND ? "Failed" : "Pending";
    Spoken plugin = recover(exit, ready(phase, reason));

    assertThat(plugin.complaints())
        .element(1)
        .isEqualTo(said + " Nothing is overwritten, recover-web1-x is deleted again.");
  }

  private static String ready(String phase, String reason) {
    return """
        {"phase": "%s", "message": "spec.source is wrong.",
         "conditions": [{"type": "Ready", "status": "False", "reason": "%s"}]}
        """
        .formatted(phase, reason);
  }

  @Test
  void shouldTakeBackWhatExpiredBeforeItsApproval() throws IOException {
    Spoken plugin = recover(ExitCode.RECOVERY_EXPIRED, ready("Expired", "DeadlinePassed"));

    assertThat(plugin.err()).contains("recover-web1-x is deleted again");
  }

  @Test
  void shouldTakeBackNothingThatSomebodyElseStarted() throws IOException {
    String failed =
        """
        {"phase": "Failed", "message": "The task failed.",
         "start": {"idempotencyKey": "k", "attempts": 1}}
        """;

    assertThat(recover(ExitCode.RECOVERY_FAILED, failed).err())
        .contains("Somebody else approved it meanwhile", "recover-web1-x: Failed. The task failed.")
        .doesNotContain("deleted again", "Nothing is overwritten");
  }

  @Test
  void shouldAskNobodyAboutOneThatHasBegun() throws IOException {
    String begun =
        """
        {"phase": "Recovering", "start": {"idempotencyKey": "k", "attempts": 1},
         "plan": {"hash": "sha256:1", "backupId": "b1", "computeInstanceId": "epdweb1"}}
        """;

    assertThat(recover(ExitCode.TIMEOUT, begun).err())
        .contains("Somebody else approved it meanwhile", "The recovery goes on")
        .doesNotContain("Type yes", "deleted again");
  }

  @Test
  void shouldAskNobodyWhoMayNotApprove() throws IOException {
    Spoken plugin = refused(true);

    assertThat(plugin.out()).contains("sha256:1").doesNotContain("Type yes");
    assertThat(plugin.err())
        .contains("You may not approve backuprecoveries", "awaits approval until")
        .doesNotContain("Type yes", "deleted again");
  }

  private Spoken refused(boolean recover) throws IOException {
    cluster
        .allows(false)
        .answer("GET" + ONE, RECOVERY.formatted(awaiting("sha256:1")))
        .answer(
            "PATCH" + ONE,
            403,
            """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 403,
             "message": "ValidatingAdmissionPolicy denied request: set spec.approvedPlan"}
            """);
    Spoken plugin = cluster.spoken(directory, "yes\n");
    String[] line =
        recover ? new String[] {"recover", "web1"} : new String[] {"approve", "recover-web1-x"};
    assertThat(plugin.run(line)).as(plugin::err).isEqualTo(ExitCode.FORBIDDEN.number());
    return plugin;
  }

  @Test
  void shouldAskNobodyElseWhoMayNotApprove() throws IOException {
    assertThat(refused(false).err())
        .contains("You may not approve backuprecoveries")
        .doesNotContain("Type yes", "spec.approvedPlan");
  }

  /** Between the question and the answer. */
  @Test
  void shouldTakeBackNothingThatSomebodyElseApproved() throws IOException {
    cluster
        .answer(
            "GET" + ONE,
            RECOVERY
                .formatted(awaiting("sha256:1"))
                .replace("\"Manual\"", "\"Manual\", \"approvedPlan\": \"sha256:1\""))
        .answer("PATCH" + ONE, RECOVERY.formatted(awaiting("sha256:1")));
    Spoken plugin = cluster.spoken(directory, "no\n");

    assertThat(plugin.run("recover", "web1")).as(plugin::err).isEqualTo(ExitCode.TIMEOUT.number());
    assertThat(plugin.err())
        .contains(
            "Somebody else approved it meanwhile, and it is not taken back. recover-web1-x is")
        .doesNotContain("Nothing is overwritten", "deleted again");
  }

  @ParameterizedTest
  @CsvSource({
    "approve, Expired, 11",
    "approve, Failed, 10",
    "approve, Succeeded, 1",
    "plan, Expired, 11",
    "plan, Pending, 1"
  })
  void shouldSayByTheCodeWhyThereIsNothingToApprove(String command, String phase, int exit)
      throws IOException {
    cluster.answer("GET" + ONE, RECOVERY.formatted(ready(phase, "Some")));
    Spoken plugin = cluster.spoken(directory, "yes\n");

    assertThat(plugin.run(command, "recover-web1-x")).as(plugin::err).isEqualTo(exit);
  }

  @Test
  void shouldNameThePlanThatIsAnotherOne() throws IOException {
    cluster.answer("GET" + ONE, RECOVERY.formatted(awaiting("sha256:1")));
    Spoken plugin = cluster.spoken(directory, "yes\n");

    assertThat(plugin.run("approve", "recover-web1-x", "--plan", "sha256:0"))
        .isEqualTo(ExitCode.PLAN_CHANGED.number());
    assertThat(plugin.err()).contains("`kubectl cloudbackup plan recover-web1-x -n demo`");
  }

  @Test
  void shouldSayThatTheBackupIsNotThereHoweverShortTheWait() throws IOException {
    assertThat(
            recover(ExitCode.NOT_FOUND, ready("Pending", "BackupNotFound"), "--plan-within", "0s")
                .err())
        .contains("has no backup b1: check --from.");
  }

  @Test
  void shouldSayOnceWhatItWaitedFor() throws IOException {
    String waiting = "{\"phase\": \"Pending\", \"message\": \"Waits for the folder.\"}";

    assertThat(recover(ExitCode.TIMEOUT, waiting, "--plan-within", "1s").err())
        .containsOnlyOnce("Waits for the folder.")
        .contains("There is no plan after 1s. Nothing is overwritten");
    assertThat(recover(ExitCode.TIMEOUT, "{}", "--plan-within", "1s").err())
        .contains("There is no plan after 1s: the operator has not said anything yet; is it");
  }

  @Test
  void shouldChooseByTimeAmongTheNewestOnly() throws IOException {
    Spoken plugin =
        recover(ExitCode.USAGE, "{}", "--from", "b1", "--before", "2026-11-26T13:00:00Z");

    assertThat(plugin.err()).contains("leave it out with --from b1, or say --from latest");
  }

  private Spoken approve(ExitCode exit, String after) throws IOException {
    String before = awaiting("sha256:seen");
    cluster
        .answer("GET" + ONE, RECOVERY.formatted(before))
        .answer("PATCH" + ONE, RECOVERY.formatted(after));
    Spoken plugin = cluster.spoken(directory, "yes\n");
    assertThat(plugin.run("approve", "recover-web1-x")).as(plugin::err).isEqualTo(exit.number());
    assertThat(plugin.out()).doesNotContain("It begins");
    return plugin;
  }

  private static String awaiting(String hash) {
    return """
        {"phase": "AwaitingApproval",
         "plan": {"hash": "%s", "backupId": "b1", "computeInstanceId": "epdweb1"}}
        """
        .formatted(hash);
  }

  @Test
  void shouldNotSayThatAPlanIsApprovedWhichIsAnotherOneByThen() throws IOException {
    assertThat(approve(ExitCode.PLAN_CHANGED, awaiting("sha256:other")).err())
        .contains("the plan is another one by now");
  }

  @Test
  void shouldSayThatTheDeadlinePassedBeforeTheApproval() throws IOException {
    String expired = "{\"phase\": \"Expired\", \"message\": \"The startDeadline has passed.\"}";

    assertThat(approve(ExitCode.RECOVERY_EXPIRED, expired).err()).contains("Expired. The start");
  }
}
