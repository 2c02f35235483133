package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One task of a machine. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskStatus(
    @Required
        @Size(max = 32)
        @JsonPropertyDescription(
            "Id of the task: a string, since it exceeds what a JSON number holds for everybody.")
        String id,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription("BACKUP, RETENTION, RECOVERY, APPLY_POLICY or REVOKE_POLICY.")
        String type,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription("ENQUEUED, ASSIGNED, STARTED, PAUSED or COMPLETED.")
        String status,
    @Nullable @JsonPropertyDescription("How far the task is, in the cloud's own units.")
        Progress progress,
    @Nullable
        @JsonPropertyDescription(
            "How far the task is, 0 to 100. A task that ended well may stand below 100.")
        Integer percent,
    @Nullable
        @Size(max = 40)
        @JsonPropertyDescription("When the task was put into the queue. RFC 3339.")
        String enqueuedAt,
    @Nullable @Size(max = 40) @JsonPropertyDescription("When the task began. RFC 3339.")
        String startedAt,
    @Nullable @Size(max = 40) @JsonPropertyDescription("When the task ended. RFC 3339.")
        String completedAt,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription(
            "How a completed task ended: OK, ERROR, WARNING, CANCELLED, ABANDONED or TIMEDOUT.")
        String resultCode,
    @Nullable
        @Size(max = 1024)
        @JsonPropertyDescription("What went wrong, in the cloud's own words.")
        String error) {
  public TaskStatus {
    id = Objects.requireNonNullElse(id, "");
  }

  /** Progress in the cloud's own units. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Progress(
      @JsonPropertyDescription("What is done.") long current,
      @JsonPropertyDescription("What there is to do.") long total) {}
}
