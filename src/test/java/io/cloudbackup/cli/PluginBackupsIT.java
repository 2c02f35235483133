package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.Scene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The plugin with CloudBackups of a folder that no operator knows. */
@Execution(ExecutionMode.CONCURRENT)
class PluginBackupsIT {
  private static final int MANY = 620;

  @AutoClose private final PluginScene world = new PluginScene();
  private final ShownBackups backups = new ShownBackups(world.scene);
  private final Spoken plugin = PluginScene.answering("");

  @Test
  void shouldListABackupOfEachMachine() throws Exception {
    Instant now = Instant.now();
    var _ = backups.write("one", "id-one", "epdone", now.minusSeconds(7200));
    var _ = backups.write("two", "id-two", "epdtwo", now.minusSeconds(60));

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
    var _ = backups.write("a", "id-old", world.web1, now.minusSeconds(7200));
    var _ = backups.write("b", "id-new", world.web1, now.minusSeconds(60));
    var _ = backups.write("c", "id-other", world.web2, now);

    assertThat(world.run(plugin, "backups", "web1", "-o", "wide")).isZero();

    assertThat(plugin.out().lines().skip(1).map(line -> line.split(" ", 2)[0]))
        .containsExactly("id-new", "id-old");
  }

  @Test
  void shouldReadManyPageByPageAndHandOverTheFirstAtOnce() {
    var _ =
        IntStream.range(0, MANY)
            .parallel()
            .mapToObj(
                i -> backups.write("many-%03d".formatted(i), "id-" + i, "epdone", Instant.now()))
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
  void shouldListThoseOfAMachineInTheNamespaceOfItsFolder() {
    Scene tenant = world.scene.neighbour(Map.of());
    String shared = world.scene.namespace();
    tenant.create(
        "BackupResource",
        "web1",
        "{computeInstanceId: %s, folderRef: {name: nowhere, namespace: %s}}"
            .formatted(world.web1, shared));
    backups.closedFolder();
    var _ = backups.write("a", "id-old", world.web1, Instant.now());

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
}
