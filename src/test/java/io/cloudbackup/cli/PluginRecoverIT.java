package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.SharedOperator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recoveries that people order at the command line. */
@SharedOperator
class PluginRecoverIT {
  @AutoClose private final PluginScene world = new PluginScene();
  private final Spoken yes = PluginScene.answering("yes\n");

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void watch() {
    var _ = world.watched();
  }

  private List<BackupRecovery> recoveries() {
    return world
        .scene
        .client()
        .resources(BackupRecovery.class)
        .inNamespace(world.scene.namespace())
        .list()
        .getItems();
  }

  @Test
  void shouldRecoverWhatSomebodyHasSeenAndConfirmed() {
    assertThat(world.run(yes, "recover", "web1", "--to", "web2", "--wait")).as(yes::err).isZero();

    assertThat(yes.out())
        .contains("overwrites the disks of machine " + world.web2, world.latest, "it is the newest")
        .contains("Succeeded");
    assertThat(world.scene.cloud().starts(world.web2))
        .singleElement()
        .satisfies(start -> assertThat(start.backupId()).isEqualTo(world.latest));
    assertThat(recoveries())
        .singleElement()
        .satisfies(r -> assertThat(r.getSpec().approval()).isEqualTo(Approval.Manual));
  }

  @Test
  void shouldTakeTheBackupThatIsNamed() {
    assertThat(world.run(yes, "recover", "web1", "--from", world.old, "--wait"))
        .as(yes::err)
        .isZero();

    assertThat(yes.out()).contains(world.old, "there is a newer one", "the same machine");
  }

  @Test
  void shouldEndWithACodeOfItsOwnWhereTheRecoveryFails() {
    world
        .scene
        .cloud()
        .machine(world.web2, "{\"recoveryError\": {\"code\": 13, \"message\": \"no space left\"}}");

    assertThat(world.run(yes, "recover", "web1", "--to", "web2", "--wait"))
        .isEqualTo(ExitCode.RECOVERY_FAILED.number());

    assertThat(yes.err()).contains("Failed", "no space left");
  }

  @Test
  void shouldOverwriteNothingThatSomebodyDoesNotConfirm() {
    Spoken no = PluginScene.answering("no\n");

    assertThat(world.run(no, "recover", "web1")).isEqualTo(ExitCode.DECLINED.number());

    assertThat(no.err()).contains("Nothing is overwritten");
    assertThat(recoveries()).isEmpty();
    assertThat(world.scene.cloud().calls("Backup.startRecovery")).isEmpty();
  }

  @Test
  void shouldSayWhatKeepsThePlanAway() {
    assertThat(world.run(yes, "recover", "web1", "--from", "no-such-backup"))
        .isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(yes.err()).containsOnlyOnce("no backup no-such-backup");
    assertThat(recoveries()).isEmpty();
  }

  @Test
  void shouldNotWaitForABackupOfThePast() {
    assertThat(world.run(yes, "recover", "web1", "--before", "2020-01-01T00:00:00Z"))
        .isEqualTo(ExitCode.RECOVERY_FAILED.number());

    assertThat(yes.err()).contains("There is no backup of web1 from before 2020-01-01T00:00:00Z.");
    assertThat(recoveries()).isEmpty();
  }

  @Test
  void shouldLeaveTheApprovalToSomebodyWhoMay() {
    String writer = world.person("writer", "recover", "view");
    String approver = world.person("approver", "approve", "view", "recover");
    awaitPolicy(writer);

    assertThat(world.run(yes, "recover", "web1", "--as", writer))
        .isEqualTo(ExitCode.FORBIDDEN.number());
    assertThat(yes.err())
        .contains("You may not approve backuprecoveries.backup.yandex.cloud in namespace ")
        .contains(" as " + writer, "Nothing is overwritten.", "awaits approval until ")
        .doesNotContain("spec.approvedPlan");
    String name =
        recoveries().stream()
            .map(r -> r.getMetadata().getName())
            .filter(n -> n.startsWith("recover-web1"))
            .findFirst()
            .orElseThrow();

    Spoken other = PluginScene.answering("");
    assertThat(world.run(other, "approve", name, "--plan", "sha256:other", "--yes"))
        .isEqualTo(ExitCode.PLAN_CHANGED.number());
    Spoken approving = PluginScene.answering("yes\n");
    assertThat(world.run(approving, "approve", name, "--as", approver, "--wait"))
        .as(approving::err)
        .isZero();
    Spoken twice = PluginScene.answering("yes\n");
    assertThat(world.run(twice, "approve", name)).isEqualTo(ExitCode.FAILED.number());
    assertThat(twice.err()).contains("does not await approval, it is Succeeded");
  }

  /** As docs/tenants.md has it. */
  @Test
  void shouldAskWhoeverMayApproveThisOneByItsName() {
    world.scene.create(
        "BackupRecovery",
        "mine",
        "{source: {backupId: %s}, target: {resourceRef: {name: web2}}, approval: Manual, startDeadline: '2999-01-01T00:00:00Z'}"
            .formatted(world.old));
    String owner = world.person("owner", "recover", "view");
    mayApprove(owner, "mine");

    eventually(
        () -> {
          Spoken no = PluginScene.answering("no\n");
          assertThat(world.run(no, "approve", "mine", "--as", owner))
              .as(no::err)
              .isEqualTo(ExitCode.DECLINED.number());
        });
    assertThat(world.scene.cloud().calls("Backup.startRecovery")).isEmpty();
  }

  private void mayApprove(String user, String recovery) {
    String yaml =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: approve-one, namespace: NAMESPACE}
        rules:
          - {apiGroups: [backup.yandex.cloud], resources: [backuprecoveries], verbs: [approve], resourceNames: [NAME]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: approve-one, namespace: NAMESPACE}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: approve-one}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: USER}]
        """
            .replace("NAMESPACE", world.scene.namespace())
            .replace("NAME", recovery)
            .replace("USER", user);
    var _ =
        world
            .scene
            .client()
            .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
            .create();
  }

  /** The policy and the roles count from a moment after they were written. */
  private void awaitPolicy(String writer) {
    eventually(
        () -> {
          Spoken probe = PluginScene.answering("");
          assertThat(world.run(probe, "recover", "web2", "--from", world.old, "--as", writer))
              .as(probe::err)
              .isEqualTo(ExitCode.FORBIDDEN.number());
          assertThat(probe.err()).contains("You may not approve");
        });
  }

  @Test
  void shouldSayAtCtrlCThatTheRecoveryGoesOn() throws Exception {
    world.scene.cloud().settings("{\"recoveryDuration\": \"12s\"}");
    try (PluginProcess process =
        PluginProcess.start(
            ControlPlane.shared().adminKubeconfig(),
            directory.resolve("output"),
            world.here("recover", "web1", "--to", "web2", "--yes", "--wait"))) {
      process.awaitWords("Recovering [");

      assertThat(process.interrupted()).containsOnlyOnce("The recovery goes on");
    }
    eventually(
        () ->
            assertThat(recoveries())
                .singleElement()
                .satisfies(r -> assertThat(StatusView.status(r).phase()).isEqualTo("Succeeded")));
  }
}
