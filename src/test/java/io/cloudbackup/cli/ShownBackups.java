package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Map;

/** CloudBackups of a folder that no operator knows. */
final class ShownBackups {
  private final Scene scene;

  ShownBackups(Scene scene) {
    this.scene = scene;
  }

  /** A folder that an operator can't ask the cloud for, so that the test plays the operator. */
  void closedFolder() {
    scene.folder("nowhere", "credentials: {iamTokenSecretRef: {name: none, key: none}}", "");
  }

  /** A backup of that folder. */
  CloudBackup write(String name, String id, String machine, Instant taken) {
    CloudBackup backup = new CloudBackup();
    backup.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(scene.namespace())
            .withLabels(Map.of(BackupApiGroup.INSTANCE_LABEL, machine))
            .build());
    backup.setSpec(
        new CloudBackupSpec(new FolderRef("nowhere", null), id, DeletionPolicy.Retain, null));
    CloudBackup written = scene.client().resource(backup).create();
    // Over whatever version: an operator of the cluster says of it that it knows no such folder.
    return scene
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
}
