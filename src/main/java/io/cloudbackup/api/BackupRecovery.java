package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One recovery of one backup onto one machine, whose disks it overwrites. */
@JsonClassDescription(
    "One recovery of one backup onto one machine. It overwrites the machine's disks.")
@Group(BackupApiGroup.GROUP)
@Version(BackupApiGroup.VERSION)
@Plural("backuprecoveries")
@ShortNames("brec")
@AdditionalPrinterColumn(
    name = "Machine",
    jsonPath = ".status.plan.computeInstanceId",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Progress",
    jsonPath = ".status.progressPercent",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Backup of", jsonPath = ".status.plan.backupTime", type = Type.DATE)
@AdditionalPrinterColumn(name = "Started", jsonPath = ".status.startTime", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Expected end",
    jsonPath = ".status.estimatedCompletionTime",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.message",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class BackupRecovery extends CustomResource<BackupRecoverySpec, BackupRecoveryStatus>
    implements Namespaced {}
