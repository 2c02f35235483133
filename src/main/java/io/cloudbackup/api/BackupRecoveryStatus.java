package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a recovery stands. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupRecoveryStatus(
    @Nullable @JsonPropertyDescription("The metadata.generation that this status is about.")
        Long observedGeneration,
    @Nullable
        @Size(max = 256)
        @JsonPropertyDescription(
            "The value of the annotation backup.yandex.cloud/reconcile-requested-at that was acted upon last.")
        String lastHandledReconcileAt,
    @Size(max = 16) @JsonPropertyDescription("Ready, Reconciling, Stalled and Succeeded.")
        List<Condition> conditions,
    @Nullable
        @Size(max = 32)
        @JsonPropertyDescription(
            "Pending, AwaitingApproval, Queued, Starting, Recovering, StartUnknown, or one of the phases that never"
                + " change again: Succeeded, Failed, Expired, OutcomeUnknown.")
        String phase,
    @Nullable @Size(max = 4096) @JsonPropertyDescription("What is happening, for a person.")
        String message,
    @Nullable @JsonPropertyDescription("What will be, or was, recovered onto what.") Plan plan,
    @Nullable
        @JsonPropertyDescription("How the start was made, written before the cloud was called.")
        Start start,
    @Nullable @Size(max = 64) @JsonPropertyDescription("The cloud's operation.") String operationId,
    @Nullable @Size(max = 32) @JsonPropertyDescription("The task on the machine.") String taskId,
    @Nullable @JsonPropertyDescription("How far the recovery is, 0 to 100.")
        Integer progressPercent,
    @Nullable @Size(max = 40) @JsonPropertyDescription("When the progress last changed. RFC 3339.")
        String lastProgressTime,
    @Nullable
        @Size(max = 40)
        @JsonPropertyDescription(
            "When the recovery will end if it goes on as it has so far. RFC 3339.")
        String estimatedCompletionTime,
    @Nullable
        @Size(max = 40)
        @JsonPropertyDescription("When the recovery is known to have begun. RFC 3339.")
        String startTime,
    @Nullable
        @Size(max = 40)
        @JsonPropertyDescription("When the phase became one that never changes. RFC 3339.")
        String completionTime,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription(
            "The task's result: OK, ERROR, WARNING, CANCELLED, ABANDONED or TIMEDOUT.")
        String resultCode) {
  /** The condition beside those that every kind has. */
  public static final String SUCCEEDED = "Succeeded";

  public static final BackupRecoveryStatus EMPTY =
      new BackupRecoveryStatus(
          null, null, List.of(), null, null, null, null, null, null, null, null, null, null, null,
          null);

  public BackupRecoveryStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    message = message == null ? null : Condition.limit(message, 4096);
  }

  /** The same, with that request for a fresh look answered. */
  public BackupRecoveryStatus handled(String nudge) {
    return new BackupRecoveryStatus(
        observedGeneration,
        nudge,
        conditions,
        phase,
        message,
        plan,
        start,
        operationId,
        taskId,
        progressPercent,
        lastProgressTime,
        estimatedCompletionTime,
        startTime,
        completionTime,
        resultCode);
  }

  /** Whether that is the reason of the condition Ready. */
  public boolean saysWhy(String reason) {
    return Condition.find(conditions, Condition.READY)
        .filter(ready -> ready.reason().equals(reason))
        .isPresent();
  }

  /**
   * The phase; Pending before anything was written, or where a newer operator wrote one that is
   * unknown here.
   */
  public RecoveryPhase currentPhase() {
    for (RecoveryPhase candidate : RecoveryPhase.values()) {
      if (candidate.name().equals(phase)) {
        return candidate;
      }
    }
    return RecoveryPhase.Pending;
  }

  /** What is recovered onto what. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Plan(
      @Size(max = 80)
          @JsonPropertyDescription(
              "Names this plan; what drifts, such as newerBackups, is not part of it.")
          String hash,
      @Size(max = 64) @JsonPropertyDescription("Id of the backup.") String backupId,
      @Nullable @Size(max = 40) @JsonPropertyDescription("When the backup was made. RFC 3339.")
          String backupTime,
      @JsonPropertyDescription("Size of the backup in bytes.") long backupSize,
      @Nullable @Size(max = 64) @JsonPropertyDescription("The machine that the backup was made of.")
          String sourceComputeInstanceId,
      @Size(max = 64) @JsonPropertyDescription("The machine whose disks are overwritten.")
          String computeInstanceId,
      @Nullable @Size(max = 64) @JsonPropertyDescription("That machine's id in Cloud Backup.")
          String resourceId,
      @Nullable
          @JsonPropertyDescription(
              "How many newer backups of the same machine there are, where that is known.")
          Integer newerBackups,
      @Nullable
          @Size(max = 32)
          @JsonPropertyDescription(
              "How the backup's disks and volumes compare with those in the target's own newest backup, the only ones"
                  + " that the API shows: Matches, Differs (see warnings), or NotVerifiable where one of both lists"
                  + " none.")
          String layout,
      @Size(max = 8)
          @JsonPropertyDescription(
              "What may make the recovery fail, or bring less than expected. Nothing of it holds the start.")
          List<@Size(max = 512) String> warnings,
      @Size(max = 64) @JsonPropertyDescription("The disks of the backup.") List<PlanDisk> disks) {
    public Plan {
      hash = Objects.requireNonNullElse(hash, "");
      backupId = Objects.requireNonNullElse(backupId, "");
      computeInstanceId = Objects.requireNonNullElse(computeInstanceId, "");
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
      disks = disks == null ? List.of() : List.copyOf(disks);
    }
  }

  /** A disk of the backup. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PlanDisk(
      @Size(max = 256) @JsonPropertyDescription("Name of the disk.") String name,
      @JsonPropertyDescription("Size of the disk in bytes.") long size,
      @Size(max = 64) @JsonPropertyDescription("The volumes on the disk.")
          List<PlanVolume> volumes) {
    public PlanDisk {
      // The cloud may leave a name out, and so does the status then.
      name = Objects.requireNonNullElse(name, "");
      volumes = volumes == null ? List.of() : List.copyOf(volumes);
    }
  }

  /** A volume of a disk of the backup. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PlanVolume(
      @Size(max = 256) @JsonPropertyDescription("Name of the volume.") String name,
      @JsonPropertyDescription("Size of the volume in bytes.") long size) {
    public PlanVolume {
      name = Objects.requireNonNullElse(name, "");
    }
  }

  /** How the start was made. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Start(
      @Size(max = 64) @JsonPropertyDescription("The key that the cloud knows this start by.")
          String idempotencyKey,
      @JsonPropertyDescription(
              "How often a send was begun; each with the key above, save those before a retry.")
          int attempts,
      @JsonPropertyDescription(
              "Whether the recovery may have begun without anybody knowing: true from the intent to a definite answer.")
          boolean unsettled,
      @Nullable
          @Size(max = 40)
          @JsonPropertyDescription("When the first send of this key was begun. RFC 3339.")
          String requestedTime,
      @Nullable @Size(max = 40) @JsonPropertyDescription("When the last send was begun. RFC 3339.")
          String lastSentTime,
      @Nullable @Size(max = 256) @JsonPropertyDescription("The operator replica that sent last.")
          String holder,
      @Size(max = 64)
          @JsonPropertyDescription(
              "The machine's RECOVERY tasks from before the start, which are not this one's.")
          List<@Size(max = 32) String> knownTaskIds,
      @Nullable
          @Size(max = 32)
          @JsonPropertyDescription(
              "What shows that it began. Operation: the cloud's answer, or an operation that names backup and machine."
                  + " Task: a new RECOVERY task, which may also be somebody else's. Person: the annotation"
                  + " backup.yandex.cloud/resolve-start.")
          String evidence) {
    public static final String OPERATION = "Operation";
    public static final String TASK = "Task";
    public static final String PERSON = "Person";

    public Start {
      idempotencyKey = Objects.requireNonNullElse(idempotencyKey, "");
      knownTaskIds = knownTaskIds == null ? List.of() : List.copyOf(knownTaskIds);
    }

    /**
     * A key of which nothing was sent yet.
     *
     * @param attempts how often others were sent
     */
    public static Start unsent(String idempotencyKey, int attempts, List<String> knownTaskIds) {
      return new Start(idempotencyKey, attempts, false, null, null, null, knownTaskIds, null);
    }

    /** The same key, about to be sent; again, where it is not settled how the last send ended. */
    public Start sending(String now, String by) {
      String first = unsettled ? requestedTime : now;
      return new Start(idempotencyKey, attempts + 1, true, first, now, by, knownTaskIds, null);
    }

    /**
     * After a definite answer.
     *
     * @param shown what shows that it began, or null where it was refused
     */
    public Start settled(@Nullable String shown) {
      return new Start(
          idempotencyKey,
          attempts,
          false,
          requestedTime,
          lastSentTime,
          holder,
          knownTaskIds,
          shown);
    }
  }
}
