package io.cloudbackup.cli;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A scene with the machines web1, which has backups, and web2, and people at a command line. */
final class PluginScene implements AutoCloseable {
  final String suffix = UUID.randomUUID().toString().substring(0, 8);
  final String web1 = "epdweb1" + suffix;
  final String web2 = "epdweb2" + suffix;
  final String old = "backup-old" + suffix;
  final String latest = "backup-new" + suffix;
  final Scene scene;

  PluginScene() {
    scene =
        Scene.start(
            "plugin",
            """
            machines:
              - id: %s
                disks:
                  - name: Disk 1
                    size: 20GiB
                    volumes: [{name: /dev/vda1, size: 20GiB}]
                    files: {etc: {hosts: 220B, nginx: {nginx.conf: 3KiB}}, var: {log: {}}}
                backups:
                  - {id: %s, age: 48h, size: 4GiB}
                  - {id: %s, age: 24h, size: 100MiB, type: INCREMENTAL}
              - {id: %s}
            """
                .formatted(web1, old, latest, web2));
  }

  /** The folder and both machines, as soon as the operator has seen them. */
  PluginScene watched() {
    scene.withFolder("recovery: {adoptionGracePeriod: 2s}");
    scene.create("BackupResource", "web1", "{computeInstanceId: " + web1 + ", maxBackupAge: 30h}");
    scene.create("BackupResource", "web2", "{computeInstanceId: " + web2 + "}");
    eventually(
        () ->
            List.of("web1", "web2")
                .forEach(
                    name -> assertThat(scene.resource(name).resourceId()).as(name).isNotNull()));
    return this;
  }

  /** A user with those roles of the chart in this namespace. */
  String person(String name, String... roles) {
    return personIn(scene.namespace(), name, roles);
  }

  String personIn(String namespace, String name, String... roles) {
    String user = name + "-of-" + namespace;
    for (String role : roles) {
      var _ =
          scene
              .client()
              .resource(
                  new RoleBindingBuilder()
                      .withNewMetadata()
                      .withName(name + "-" + role)
                      .withNamespace(namespace)
                      .endMetadata()
                      .withNewRoleRef(
                          "rbac.authorization.k8s.io",
                          "ClusterRole",
                          ControlPlane.RELEASE + "-" + role)
                      .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                      .build())
              .create();
    }
    return user;
  }

  static Spoken answering(String answers) {
    return new Spoken(
        answers, Map.of("KUBECONFIG", ControlPlane.shared().adminKubeconfig().toString()));
  }

  /** The exit code of a command line in this namespace. */
  int run(Spoken plugin, String... arguments) {
    return plugin.run(here(arguments));
  }

  String[] here(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--namespace", scene.namespace()));
    return line.toArray(String[]::new);
  }

  @Override
  public void close() {
    scene.close();
  }
}
