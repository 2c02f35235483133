package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One machine registered in Cloud Backup. Enumerations are kept as the text that came, since the
 * cloud adds values over time; a text or a number that the cloud left out is empty or 0, a time
 * that it left out (or sent as year 1) is null.
 *
 * @param status what the machine is doing: {@link #IDLE}, {@link #BACKUPING}, {@link #RECOVERING},
 *     {@link #FAILED}, {@link #OTHER}
 * @param statusDetails more about FAILED and OTHER, such as {@code no_policies_applied}
 * @param statusProgress percent, while BACKUPING or RECOVERING
 * @param isActive whether the machine controls this resource; false for the outdated one of two
 * @param initStatus registration: REGISTERING, {@link #REGISTRED}, FAILED_REGISTRATION, {@link
 *     #DELETED}
 * @param metadata details about the registration; can be the text {@code null}
 * @param tenantInfo only where it was asked for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Resource(
    String computeInstanceId,
    @Nullable Instant createdAt,
    @Nullable Instant updatedAt,
    boolean online,
    boolean enabled,
    String status,
    String statusDetails,
    long statusProgress,
    @Nullable Instant lastBackupTime,
    @Nullable Instant nextBackupTime,
    String resourceId,
    @JsonProperty("isActive") boolean isActive,
    String initStatus,
    String metadata,
    String type,
    @Nullable TenantInfo tenantInfo,
    @Nullable AgentInfo agentInfo) {
  public static final String IDLE = "IDLE";
  public static final String BACKUPING = "BACKUPING";
  public static final String RECOVERING = "RECOVERING";
  public static final String FAILED = "FAILED";
  public static final String OTHER = "OTHER";
  public static final String REGISTRED = "REGISTRED";
  public static final String DELETED = "DELETED";

  public Resource {
    computeInstanceId = Objects.requireNonNullElse(computeInstanceId, "");
    status = Objects.requireNonNullElse(status, "");
    statusDetails = Objects.requireNonNullElse(statusDetails, "");
    resourceId = Objects.requireNonNullElse(resourceId, "");
    initStatus = Objects.requireNonNullElse(initStatus, "");
    metadata = Objects.requireNonNullElse(metadata, "");
    type = Objects.requireNonNullElse(type, "");
  }

  /** Whether the machine is backing up or recovering itself right now. */
  public boolean busy() {
    return status.equals(BACKUPING) || status.equals(RECOVERING);
  }

  /** The cloud folder of the machine, where the cloud tells. */
  public Optional<String> folderId() {
    return Optional.ofNullable(tenantInfo).map(TenantInfo::folderId).filter(id -> !id.isEmpty());
  }

  /** Whose machine it is. Part of the newest API only. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record TenantInfo(String folderId, String personalTenantId, String userId) {
    public TenantInfo {
      folderId = Objects.requireNonNullElse(folderId, "");
      personalTenantId = Objects.requireNonNullElse(personalTenantId, "");
      userId = Objects.requireNonNullElse(userId, "");
    }
  }

  /** The backup agent on the machine. Part of the newest API only. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record AgentInfo(String currentVersion, String latestVersion, boolean canUpdate) {
    public AgentInfo {
      currentVersion = Objects.requireNonNullElse(currentVersion, "");
      latestVersion = Objects.requireNonNullElse(latestVersion, "");
    }
  }
}
