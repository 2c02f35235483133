package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One task of a machine's agent.
 *
 * @param id exceeds 2^53, so it is never a JSON number for anybody but Java
 * @param cancellable what the API says; it has no way to cancel
 * @param type BACKUP, RETENTION, {@link #RECOVERY}, APPLY_POLICY, REVOKE_POLICY
 * @param status ENQUEUED, ASSIGNED, STARTED, PAUSED, {@link #COMPLETED}; only COMPLETED is final
 * @param resultCode of a completed task: {@link #OK}, ERROR, {@link #WARNING}, CANCELLED,
 *     ABANDONED, TIMEDOUT
 * @param error the cloud's own text, or empty
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Task(
    long id,
    boolean cancellable,
    String policyId,
    String type,
    @Nullable Progress progress,
    String status,
    @Nullable Instant enqueuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant updatedAt,
    @Nullable Instant completedAt,
    String computeInstanceId,
    String resultCode,
    String error) {
  public static final String BACKUP = "BACKUP";
  public static final String RECOVERY = "RECOVERY";
  public static final String COMPLETED = "COMPLETED";
  public static final String OK = "OK";
  public static final String WARNING = "WARNING";

  public Task {
    policyId = Objects.requireNonNullElse(policyId, "");
    type = Objects.requireNonNullElse(type, "");
    status = Objects.requireNonNullElse(status, "");
    computeInstanceId = Objects.requireNonNullElse(computeInstanceId, "");
    resultCode = Objects.requireNonNullElse(resultCode, "");
    error = Objects.requireNonNullElse(error, "");
  }

  /** Whether the task has ended, however it ended. */
  public boolean completed() {
    return status.equals(COMPLETED);
  }

  /** How far a task is. A completed OK task may stand at 94 of 100. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Progress(long current, long total) {
    /** Whole percent, 0 to 100; 0 where the total is unknown. */
    public int percent() {
      return total <= 0 ? 0 : Math.clamp(Math.round(100.0 * current / total), 0, 100);
    }
  }
}
