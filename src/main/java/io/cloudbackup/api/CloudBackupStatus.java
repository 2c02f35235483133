package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Cloud Backup says of a backup. The fields keep the cloud's names and its spelling of
 * enumerations.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CloudBackupStatus(
    @Nullable @JsonPropertyDescription("The metadata.generation that this status is about.")
        Long observedGeneration,
    @Nullable
        @Size(max = 256)
        @JsonPropertyDescription(
            "The value of the annotation backup.yandex.cloud/reconcile-requested-at that was acted upon last.")
        String lastHandledReconcileAt,
    @Size(max = 16) @JsonPropertyDescription("Ready, Reconciling, Stalled and Synced.")
        List<Condition> conditions,
    @Nullable @Size(max = 64) @JsonPropertyDescription("Id of the machine that was backed up.")
        String computeInstanceId,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription("Id of the machine in Cloud Backup when the backup was taken.")
        String resourceId,
    @Nullable @Size(max = 64) @JsonPropertyDescription("Id of the policy that made the backup.")
        String policyId,
    @Nullable @Size(max = 64) @JsonPropertyDescription("Id of the vault that holds the backup.")
        String vaultId,
    @Nullable @Size(max = 64) @JsonPropertyDescription("Id of the archive that holds the backup.")
        String archiveId,
    @Nullable @Size(max = 64) @JsonPropertyDescription("FULL or INCREMENTAL.") String type,
    @Nullable
        @JsonPropertyDescription(
            "Whether the backup was deleted; such a one can't be recovered from.")
        Boolean deleted,
    @Nullable @Size(max = 40) @JsonPropertyDescription("When the backup was taken. RFC 3339.")
        String createdAt,
    @Nullable
        @Size(max = 40)
        @JsonPropertyDescription(
            "When the cloud last saw the backup, as of the last time that something else changed too. RFC 3339.")
        String lastSeenAt,
    @Nullable @JsonPropertyDescription("Size of the backup. Bytes.") Long size,
    @Nullable @JsonPropertyDescription("Size after deduplication. Bytes.") Long deduplicatedSize,
    @Nullable @JsonPropertyDescription("How much data was backed up. Bytes.") Long backedUpDataSize,
    @Nullable @JsonPropertyDescription("Size of the data on the machine that was backed up. Bytes.")
        Long originalDataSize,
    @Nullable @JsonPropertyDescription("Where the backup lies in its vault.") Attributes attributes,
    @Size(max = 32)
        @JsonPropertyDescription(
            "The machine's disks when the backup was taken; the first 32 of them.")
        List<Disk> disks,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription(
            "Of an object of the inventory: a hash of what the cloud says of the backup, by which the operator tells"
                + " whether anything changed.")
        String digest,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription("The cloud's operation that deletes the backup, while it runs.")
        String deleteOperationId) {
  /** The condition beside those that every kind has, of objects that users write. */
  public static final String SYNCED = "Synced";

  public static final CloudBackupStatus EMPTY =
      new CloudBackupStatus(
          null, null, List.of(), null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, List.of(), null, null);

  public CloudBackupStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    disks = disks == null ? List.of() : List.copyOf(disks);
  }

  /** Only that by which it can be told whether another status says something else. */
  public CloudBackupStatus lean() {
    return EMPTY
        .with(observedGeneration, lastHandledReconcileAt, List.of(), null)
        .withDigest(digest);
  }

  /** The same of the backup, with what the operator itself has to say replaced. */
  public CloudBackupStatus with(
      @Nullable Long newObservedGeneration,
      @Nullable String newLastHandledReconcileAt,
      List<Condition> newConditions,
      @Nullable String newDeleteOperationId) {
    return with(
        newObservedGeneration,
        newLastHandledReconcileAt,
        newConditions,
        digest,
        newDeleteOperationId);
  }

  /** The same with another digest. */
  public CloudBackupStatus withDigest(@Nullable String newDigest) {
    return with(
        observedGeneration, lastHandledReconcileAt, conditions, newDigest, deleteOperationId);
  }

  private CloudBackupStatus with(
      @Nullable Long newObservedGeneration,
      @Nullable String newLastHandledReconcileAt,
      List<Condition> newConditions,
      @Nullable String newDigest,
      @Nullable String newDeleteOperationId) {
    return new CloudBackupStatus(
        newObservedGeneration,
        newLastHandledReconcileAt,
        newConditions,
        computeInstanceId,
        resourceId,
        policyId,
        vaultId,
        archiveId,
        type,
        deleted,
        createdAt,
        lastSeenAt,
        size,
        deduplicatedSize,
        backedUpDataSize,
        originalDataSize,
        attributes,
        disks,
        newDigest,
        newDeleteOperationId);
  }

  /** Where the backup lies in its vault. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Attributes(
      @Nullable @Size(max = 256) @JsonPropertyDescription("Name of the stream.") String streamName,
      @Nullable @Size(max = 1024) @JsonPropertyDescription("The backup's URI in its vault.")
          String uri) {}

  /** A disk as it was when the backup was taken. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Disk(
      @Nullable @Size(max = 256) @JsonPropertyDescription("Model of the device.")
          String deviceModel,
      @Nullable @Size(max = 256) @JsonPropertyDescription("Name of the disk.") String name,
      @JsonPropertyDescription("Size of the disk. Bytes.") long size,
      @Size(max = 32) @JsonPropertyDescription("Its volumes; the first 32 of them.")
          List<Volume> volumes) {
    public Disk {
      volumes = volumes == null ? List.of() : List.copyOf(volumes);
    }
  }

  /** A volume of a disk. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Volume(
      @Nullable @Size(max = 256) @JsonPropertyDescription("Name of the volume.") String name,
      @JsonPropertyDescription("Size of the volume. Bytes.") long size,
      @JsonPropertyDescription("How much of it was free. Bytes.") long freeSpace,
      @JsonProperty("isBootable")
          @JsonPropertyDescription("Whether a machine can boot from the volume.")
          boolean isBootable,
      @JsonProperty("isSystem")
          @JsonPropertyDescription("Whether the volume holds the operating system.")
          boolean isSystem,
      @Nullable
          @Size(max = 256)
          @JsonPropertyDescription(
              "Where the volume is mounted (the cloud's field mountStrid, its own spelling).")
          String mountStrid) {}
}
