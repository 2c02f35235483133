package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One recovery point; the API calls it a Backup. */
@JsonClassDescription(
    "One recovery point of a machine: a backup that a BackupFolder's inventory shows, or one that a user named.")
@Group(BackupApiGroup.GROUP)
@Version(BackupApiGroup.VERSION)
@ShortNames("cbk")
@AdditionalPrinterColumn(
    name = "Instance",
    jsonPath = ".status.computeInstanceId",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Type", jsonPath = ".status.type", type = Type.STRING)
@AdditionalPrinterColumn(name = "Taken", jsonPath = ".status.createdAt", type = Type.DATE)
@AdditionalPrinterColumn(name = "Size", jsonPath = ".status.size", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Deletion policy",
    jsonPath = ".spec.deletionPolicy",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Backup", jsonPath = ".spec.backupId", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class CloudBackup extends CustomResource<CloudBackupSpec, CloudBackupStatus>
    implements Namespaced {}
