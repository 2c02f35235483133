package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A long-running operation. An error with done=false means that it is failing and still runs;
 * done=true without an error is success.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Operation(
    String id,
    String description,
    @Nullable Instant createdAt,
    String createdBy,
    @Nullable Instant modifiedAt,
    boolean done,
    @Nullable Metadata metadata,
    @Nullable Status error) {
  public Operation {
    id = Objects.requireNonNullElse(id, "");
    description = Objects.requireNonNullElse(description, "");
    createdBy = Objects.requireNonNullElse(createdBy, "");
  }

  /**
   * How far a recovery is, 0 to 100, where that can be told: whether the cloud's scale ends at 100
   * or at 1 is not documented, so that up to 1 it says nothing.
   */
  public Optional<Integer> percent() {
    return Optional.ofNullable(metadata)
        .map(Metadata::progressPercentage)
        .filter(progress -> progress > 1 && progress <= 100)
        .map(progress -> (int) Math.floor(progress));
  }

  /**
   * The metadata of the backup service's operations; which fields are filled depends on the method.
   *
   * @param progressPercentage of a recovery; whether it runs to 100 or to 1 is not documented
   * @param srcBackupId of a recovery: the backup that it reads
   * @param dstComputeInstanceId of a recovery: the machine that it overwrites
   * @param computeInstanceId of a deletion: the machine
   * @param backupId of a deletion: the backup
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Metadata(
      double progressPercentage,
      String srcBackupId,
      String dstComputeInstanceId,
      String computeInstanceId,
      String backupId) {
    public Metadata {
      // The JSON form of a double may be "NaN" or "Infinity".
      progressPercentage = Double.isFinite(progressPercentage) ? progressPercentage : 0;
      srcBackupId = Objects.requireNonNullElse(srcBackupId, "");
      dstComputeInstanceId = Objects.requireNonNullElse(dstComputeInstanceId, "");
      computeInstanceId = Objects.requireNonNullElse(computeInstanceId, "");
      backupId = Objects.requireNonNullElse(backupId, "");
    }
  }

  /** Why an operation failed: a gRPC code and the cloud's own text. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(int code, String message) {
    public Status {
      message = Objects.requireNonNullElse(message, "");
    }
  }
}
