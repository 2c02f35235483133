package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The plugin with CloudBackups of a folder that no operator knows. */
@Execution(ExecutionMode.CONCURRENT)
class PluginBackupsIT {
  private static final int MANY = 620;

  @AutoClose private final PluginScene world = new PluginScene();
  private final Spoken plugin = PluginScene.answering("");

  /** A backup of another folder than any operator looks at. */
  private CloudBackup write(String name, String id, String machine, Instant taken) {
    CloudBackup backup = new CloudBackup();
    backup.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(world.scene.namespace())
            .withLabels(Map.of(BackupApiGroup.INSTANCE_LABEL, machine))
            .build());
    backup.setSpec(
        new CloudBackupSpec(new FolderRef("nowhere", null), id, DeletionPolicy.Retain, null));
    CloudBackup written = world.scene.client().resource(backup).create();
    // Over whatever version: an operator of the cluster says of it that it knows no such folder.
    return world
        .scene
        .client()
        .resource(written)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), status(machine, taken));
  }

  private static String status(String machine, Instant taken) {
    return """
        {"status": {"computeInstanceId": "%s", "type": "FULL", "createdAt": "%s", "size": 4294967296}}
        """
        .formatted(machine, taken);
  }

  @Test
  void shouldListABackupOfEachMachine() throws Exception {
    Instant now = Instant.now();
    var _ = write("one", "id-one", "epdone", now.minusSeconds(7200));
    var _ = write("two", "id-two", "epdtwo", now.minusSeconds(60));

    assertThat(world.run(plugin, "backups")).isZero();
    assertThat(plugin.out().lines().toList())
        .hasSize(3)
        .first()
        .asString()
        .matches("BACKUP +INSTANCE +TYPE +TAKEN +SIZE +POLICY");
    assertThat(plugin.out()).containsPattern("id-one +epdone +FULL +2h0m ago +4.0GiB");

    Spoken names = PluginScene.answering("");
    assertThat(world.run(names, "backups", "-o", "name")).isZero();
    assertThat(names.out().lines())
        .containsExactly(
            "cloudbackup.backup.yandex.cloud/one", "cloudbackup.backup.yandex.cloud/two");
    Spoken json = PluginScene.answering("");
    assertThat(world.run(json, "backups", "-o", "json")).isZero();
    assertThat(new JsonMapper().readTree(json.out()).path("items")).hasSize(2);
  }

  @Test
  void shouldListThoseOfOneMachineNewestFirst() {
    world.scene.create("BackupResource", "web1", "{computeInstanceId: " + world.web1 + "}");
    Instant now = Instant.now();
    var _ = write("a", "id-old", world.web1, now.minusSeconds(7200));
    var _ = write("b", "id-new", world.web1, now.minusSeconds(60));
    var _ = write("c", "id-other", world.web2, now);

    assertThat(world.run(plugin, "backups", "web1", "-o", "wide")).isZero();

    assertThat(plugin.out().lines().skip(1).map(line -> line.split(" ", 2)[0]))
        .containsExactly("id-new", "id-old");
  }

  @Test
  void shouldReadManyPageByPageAndHandOverTheFirstAtOnce() {
    var _ =
        IntStream.range(0, MANY)
            .parallel()
            .mapToObj(i -> write("many-%03d".formatted(i), "id-" + i, "epdone", Instant.now()))
            .toList();
    ClusterOptions options = new ClusterOptions();
    options.kubeconfig = ControlPlane.shared().adminKubeconfig();
    options.namespace = world.scene.namespace();
    List<Integer> pages = new ArrayList<>();

    try (Cluster cluster = Cluster.open(options, Map.of())) {
      cluster.pages(
          CloudBackup.class, cluster.namespace(), Map.of(), page -> pages.add(page.size()));
    }

    assertThat(pages).containsExactly(100, 500, 20);
    assertThat(world.run(plugin, "backups")).isZero();
    assertThat(plugin.out().lines()).hasSize(MANY + 1);
  }

  @Test
  void shouldDeleteABackupByAnObjectThatOnlyTheOperatorLetsGo() {
    Spoken yes = PluginScene.answering("yes\n");
    var _ = write("mine", "Id_Of.Backup", "epdone", Instant.now());
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> world.run(yes, "delete-backup", "Id_Of.Backup"));

    eventually(
        () -> {
          CloudBackup deleting = deleting();
          assertThat(deleting).as(yes::err).isNotNull();
        });
    CloudBackup deleting = world.scene.existing(CloudBackup.class, "delete-id-of.backup");
    assertThat(deleting.getSpec().backupId()).isEqualTo("Id_Of.Backup");
    assertThat(deleting.getSpec().deletionPolicy()).isEqualTo(DeletionPolicy.Delete);
    assertThat(deleting.getMetadata().getFinalizers())
        .containsExactly(BackupApiGroup.BACKUP_FINALIZER);
    assertThat(exit).as("it waits for the operator").isNotDone();

    world.scene.patch(CloudBackup.class, "delete-id-of.backup", "{metadata: {finalizers: []}}");

    assertThat(exit)
        .as("nobody told what became of the backup")
        .succeedsWithin(20, TimeUnit.SECONDS)
        .isEqualTo(ExitCode.GONE.number());
    assertThat(yes.out()).contains("4.0GiB").doesNotContain("is deleted");
    assertThat(yes.err()).contains("no Event tells");
  }

  private @Nullable CloudBackup deleting() {
    CloudBackup found = world.scene.find(CloudBackup.class, "delete-id-of.backup");
    return found == null || found.getMetadata().getDeletionTimestamp() == null ? null : found;
  }

  @Test
  void shouldDeleteNothingThatSomebodyDoesNotConfirm() {
    Spoken no = PluginScene.answering("no\n");
    var _ = write("mine", "id-mine", "epdone", Instant.now());

    assertThat(world.run(no, "delete-backup", "mine")).isEqualTo(ExitCode.DECLINED.number());
    assertThat(world.run(plugin, "delete-backup", "mine"))
        .as("nobody answers")
        .isEqualTo(ExitCode.DECLINED.number());

    assertThat(world.scene.find(CloudBackup.class, "delete-id-mine")).isNull();
    assertThat(plugin.err()).contains("--yes");
  }

  @Test
  void shouldNotBeginADeletionThatSomebodyMayNotEnd() {
    var _ = write("mine", "id-mine", "epdone", Instant.now());
    String creator = "creator-of-" + world.scene.namespace();
    letCreate(creator);

    eventually(
        () -> {
          Spoken creating = PluginScene.answering("yes\n");
          assertThat(world.run(creating, "delete-backup", "mine", "--as", creator))
              .isEqualTo(ExitCode.FORBIDDEN.number());
          assertThat(creating.err())
              .contains("may not delete cloudbackups.backup.yandex.cloud", world.scene.namespace());
        });
    assertThat(world.scene.find(CloudBackup.class, "delete-id-mine")).isNull();
  }

  private void letCreate(String user) {
    String name = "creator";
    String group = "rbac.authorization.k8s.io";
    var role =
        new RoleBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(world.scene.namespace())
            .endMetadata()
            .addNewRule()
            .withApiGroups(BackupApiGroup.GROUP)
            .withResources("cloudbackups", "backupfolders")
            .withVerbs("get", "list", "create")
            .endRule()
            .build();
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(world.scene.namespace())
            .endMetadata()
            .withNewRoleRef(group, "Role", name)
            .addNewSubject(group, "User", user, null)
            .build();
    var _ = world.scene.client().resource(role).create();
    var _ = world.scene.client().resource(binding).create();
  }
}
