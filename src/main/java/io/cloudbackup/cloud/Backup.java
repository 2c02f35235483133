package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One recovery point. All sizes are bytes.
 *
 * @param type FULL or INCREMENTAL
 * @param deleted whether the backup was deleted; such a one can't be recovered
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Backup(
    String id,
    String vaultId,
    String archiveId,
    @Nullable Instant createdAt,
    @Nullable Instant lastSeenAt,
    long size,
    long deduplicatedSize,
    long backedUpDataSize,
    long originalDataSize,
    @Nullable Attributes attributes,
    String computeInstanceId,
    List<Disk> disks,
    String type,
    boolean deleted,
    String policyId,
    String resourceId) {
  public Backup {
    id = Objects.requireNonNullElse(id, "");
    vaultId = Objects.requireNonNullElse(vaultId, "");
    archiveId = Objects.requireNonNullElse(archiveId, "");
    computeInstanceId = Objects.requireNonNullElse(computeInstanceId, "");
    disks = disks == null ? List.of() : List.copyOf(disks);
    type = Objects.requireNonNullElse(type, "");
    policyId = Objects.requireNonNullElse(policyId, "");
    resourceId = Objects.requireNonNullElse(resourceId, "");
  }

  /** Where the backup lies in its vault. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Attributes(String streamName, String uri) {
    public Attributes {
      streamName = Objects.requireNonNullElse(streamName, "");
      uri = Objects.requireNonNullElse(uri, "");
    }
  }

  /** A disk as it was when the backup was taken. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Disk(String deviceModel, String name, long size, List<Volume> volumes) {
    public Disk {
      deviceModel = Objects.requireNonNullElse(deviceModel, "");
      name = Objects.requireNonNullElse(name, "");
      volumes = volumes == null ? List.of() : List.copyOf(volumes);
    }
  }

  /**
   * A volume of a disk.
   *
   * @param mountStrid the API's own spelling: where it is mounted
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Volume(
      long freeSpace,
      @JsonProperty("isBootable") boolean isBootable,
      @JsonProperty("isSystem") boolean isSystem,
      String name,
      long size,
      String mountStrid) {
    public Volume {
      name = Objects.requireNonNullElse(name, "");
      mountStrid = Objects.requireNonNullElse(mountStrid, "");
    }
  }
}
