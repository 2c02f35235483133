package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One machine registered in Cloud Backup; the API calls it a Resource. */
@JsonClassDescription(
    "One machine that Cloud Backup knows: its state, its last backup and its tasks.")
@Group(BackupApiGroup.GROUP)
@Version(BackupApiGroup.VERSION)
@ShortNames("bres")
@AdditionalPrinterColumn(
    name = "Instance",
    jsonPath = ".spec.computeInstanceId",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Progress",
    jsonPath = ".status.progressPercent",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Last backup",
    jsonPath = ".status.lastBackupTime",
    type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Next backup",
    jsonPath = ".status.nextBackupTime",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Fresh",
    jsonPath = ".status.conditions[?(@.type==\"BackupFresh\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class BackupResource extends CustomResource<BackupResourceSpec, BackupResourceStatus>
    implements Namespaced {}
