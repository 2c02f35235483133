package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All backups of one machine under one policy. Sizes are bytes. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Archive(
    String id,
    String name,
    String vaultId,
    @Nullable Attributes attributes,
    long size,
    long compressedDataSize,
    long dataSize,
    long originalDataSize,
    long logicalSize,
    String format,
    @Nullable Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant lastBackupCreatedAt,
    @Nullable Instant lastSeenAt,
    boolean protectedByPassword,
    String encryptionAlgorithm,
    List<String> actions,
    String backupPlanId,
    String backupPlanName,
    String description,
    String displayName,
    String computeInstanceId,
    boolean consistent,
    boolean deleted,
    String resourceId) {
  public Archive {
    id = Objects.requireNonNullElse(id, "");
    name = Objects.requireNonNullElse(name, "");
    vaultId = Objects.requireNonNullElse(vaultId, "");
    format = Objects.requireNonNullElse(format, "");
    encryptionAlgorithm = Objects.requireNonNullElse(encryptionAlgorithm, "");
    actions = actions == null ? List.of() : List.copyOf(actions);
    backupPlanId = Objects.requireNonNullElse(backupPlanId, "");
    backupPlanName = Objects.requireNonNullElse(backupPlanName, "");
    description = Objects.requireNonNullElse(description, "");
    displayName = Objects.requireNonNullElse(displayName, "");
    computeInstanceId = Objects.requireNonNullElse(computeInstanceId, "");
    resourceId = Objects.requireNonNullElse(resourceId, "");
  }

  /** Where the archive lies in its vault. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Attributes(String aaib, String uri) {
    public Attributes {
      aaib = Objects.requireNonNullElse(aaib, "");
      uri = Objects.requireNonNullElse(uri, "");
    }
  }
}
