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
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.EventBuilder;
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

  /** A folder that an operator can't ask the cloud for, so that the test plays the operator. */
  private void closedFolder() {
    world.scene.folder("nowhere", "credentials: {iamTokenSecretRef: {name: none, key: none}}", "");
  }

  /** A backup of that folder. */
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
    closedFolder();
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

  /** What the plugin makes of the operator's word that the cloud had nothing to delete. */
  private int toldThatItIsAbsent(Spoken as, String... more) {
    List<String> line = new ArrayList<>(List.of("delete-backup", "Id_Of.Backup", "--yes"));
    line.addAll(List.of(more));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> world.run(as, line.toArray(String[]::new)));
    eventually(() -> assertThat(deleting()).as(as::err).isNotNull());
    CloudBackup deleting = world.scene.existing(CloudBackup.class, "delete-id-of.backup");
    var _ =
        world
            .scene
            .client()
            .resource(
                new EventBuilder()
                    .withNewMetadata()
                    .withName("absent")
                    .withNamespace(world.scene.namespace())
                    .endMetadata()
                    .withReason("AlreadyAbsent")
                    .withMessage("The cloud doesn't have the backup any more.")
                    .withNewInvolvedObject()
                    .withName(deleting.getMetadata().getName())
                    .withNamespace(world.scene.namespace())
                    .withUid(deleting.getMetadata().getUid())
                    .endInvolvedObject()
                    .build())
            .create();
    world.scene.patch(CloudBackup.class, "delete-id-of.backup", "{metadata: {finalizers: []}}");
    assertThat(exit).as(as::err).succeedsWithin(20, TimeUnit.SECONDS);
    return exit.join();
  }

  @Test
  void shouldSayThatTheCloudHasItNoMore() {
    closedFolder();
    var _ = write("mine", "Id_Of.Backup", "epdone", Instant.now());

    assertThat(toldThatItIsAbsent(plugin)).isZero();

    assertThat(plugin.out())
        .contains("The cloud has no backup Id_Of.Backup any more.")
        .doesNotContain("is deleted");
  }

  @Test
  void shouldTakeWhatNobodyHasSeenForAMistake() {
    closedFolder();
    var _ = write("near", "Id_Of.Bakcup", "epdone", Instant.now());

    assertThat(toldThatItIsAbsent(plugin, "--folder", "nowhere"))
        .isEqualTo(ExitCode.NOT_FOUND.number());

    assertThat(plugin.out()).doesNotContain("is deleted", "any more");
    assertThat(plugin.err())
        .contains("The cloud has no backup Id_Of.Backup in BackupFolder " + world.scene.namespace())
        .contains("/nowhere: check the id and --folder. Did you mean Id_Of.Bakcup?");
  }

  @Test
  void shouldRefuseAFolderThatIsNotTheBackups() {
    closedFolder();
    var _ = world.scene.withFolder();
    var _ = write("mine", "id-mine", "epdone", Instant.now());

    assertThat(world.run(plugin, "delete-backup", "id-mine", "--yes", "--folder", "default"))
        .isEqualTo(ExitCode.USAGE.number());

    assertThat(plugin.err())
        .contains("/mine says that backup id-mine belongs to BackupFolder", "/nowhere, not to");
    assertThat(world.scene.find(CloudBackup.class, "delete-id-mine")).isNull();
  }

  @Test
  void shouldListThoseOfAMachineInTheNamespaceOfItsFolder() {
    Scene tenant = world.scene.neighbour(Map.of());
    String shared = world.scene.namespace();
    tenant.create(
        "BackupResource",
        "web1",
        "{computeInstanceId: %s, folderRef: {name: nowhere, namespace: %s}}"
            .formatted(world.web1, shared));
    closedFolder();
    var _ = write("a", "id-old", world.web1, Instant.now());

    assertThat(plugin.run("backups", "web1", "-n", tenant.namespace())).as(plugin::err).isZero();
    assertThat(plugin.out()).contains("id-old", world.web1);

    Spoken all = PluginScene.answering("");
    assertThat(all.run("backups", "-n", tenant.namespace())).isZero();
    assertThat(all.err())
        .contains("BackupFolder %s/nowhere are in its own namespace".formatted(shared))
        .contains("look with --namespace " + shared);
    Spoken other = PluginScene.answering("no\n");
    assertThat(
            other.run(
                "delete-backup", "a", "--folder", shared + "/nowhere", "-n", tenant.namespace()))
        .as(other::err)
        .isEqualTo(ExitCode.DECLINED.number());
    assertThat(other.out()).contains("Backup id-old", "of " + shared + "/nowhere");
  }

  @Test
  void shouldSayWhereTheBackupsAreThatSomebodyMayNotSee() {
    Scene tenant = world.scene.neighbour(Map.of());
    String shared = world.scene.namespace();
    tenant.create(
        "BackupResource",
        "web1",
        "{computeInstanceId: %s, folderRef: {name: nowhere, namespace: %s}}"
            .formatted(world.web1, shared));
    String viewer = world.personIn(tenant.namespace(), "viewer", "view");

    eventually(
        () -> {
          Spoken viewing = PluginScene.answering("");
          assertThat(viewing.run("backups", "web1", "-n", tenant.namespace(), "--as", viewer))
              .isEqualTo(ExitCode.FORBIDDEN.number());
          assertThat(viewing.err())
              .contains("The backups of web1 are in namespace " + shared, "/nowhere is.")
              .contains("may not list cloudbackups.backup.yandex.cloud in namespace " + shared);
        });
  }

  private @Nullable CloudBackup deleting() {
    CloudBackup found = world.scene.find(CloudBackup.class, "delete-id-of.backup");
    return found == null || found.getMetadata().getDeletionTimestamp() == null ? null : found;
  }

  @Test
  void shouldDeleteNothingThatSomebodyDoesNotConfirm() {
    closedFolder();
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
    closedFolder();
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
