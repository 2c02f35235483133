package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The connection to one cloud folder and to the machines in it that Cloud Backup knows. */
@JsonClassDescription("The connection to one cloud folder, and who may use it.")
@Group(BackupApiGroup.GROUP)
@Version(BackupApiGroup.VERSION)
@ShortNames("bfolder")
@AdditionalPrinterColumn(name = "Folder", jsonPath = ".spec.folderId", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Machines",
    jsonPath = ".status.machines.total",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Last sweep", jsonPath = ".status.lastSweepTime", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class BackupFolder extends CustomResource<BackupFolderSpec, BackupFolderStatus>
    implements Namespaced {}
