package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Cloud Backup says of a machine. Mirrored fields keep the cloud's names and its spelling of
 * enumerations.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupResourceStatus(
    @Nullable @JsonPropertyDescription("The metadata.generation that this status is about.")
        Long observedGeneration,
    @Nullable
        @Size(max = 256)
        @JsonPropertyDescription(
            "The value of the annotation backup.yandex.cloud/reconcile-requested-at that was acted upon last.")
        String lastHandledReconcileAt,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Ready, Reconciling, Stalled, Registered, Online, BackupFresh and Synced.")
        List<Condition> conditions,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription(
            "What the machine is doing (the cloud's field status): IDLE, BACKUPING, RECOVERING, FAILED, OTHER.")
        String state,
    @Nullable
        @Size(max = 1024)
        @JsonPropertyDescription(
            "More about the states FAILED and OTHER (the cloud's field statusDetails).")
        String stateDetails,
    @Nullable
        @JsonPropertyDescription(
            "Percent of the backup or recovery that runs (the cloud's field statusProgress), 0 to 100.")
        Integer progressPercent,
    @Nullable @Size(max = 40) @JsonPropertyDescription("When the last backup was made. RFC 3339.")
        String lastBackupTime,
    @Nullable @Size(max = 40) @JsonPropertyDescription("When the next backup is planned. RFC 3339.")
        String nextBackupTime,
    @Nullable @JsonPropertyDescription("Whether the agent on the machine is online.")
        Boolean online,
    @Nullable @JsonPropertyDescription("Whether backup is enabled for the machine.")
        Boolean enabled,
    @Nullable
        @JsonProperty("isActive")
        @JsonPropertyDescription(
            "Whether the machine controls its resource in Cloud Backup; false for the outdated one of two.")
        Boolean isActive,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription(
            "Registration: REGISTERING, REGISTRED, FAILED_REGISTRATION or DELETED.")
        String initStatus,
    @Nullable
        @Size(max = 1024)
        @JsonPropertyDescription("Details about the registration, as the cloud gives them.")
        String metadata,
    @Nullable @Size(max = 64) @JsonPropertyDescription("Id of the machine in Cloud Backup.")
        String resourceId,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription("Kind of machine: COMPUTE, BMS, EXTERNAL_VM or EXTERNAL_SERVER.")
        String type,
    @Nullable @Size(max = 40) @JsonPropertyDescription("When the machine was registered. RFC 3339.")
        String createdAt,
    @Nullable
        @Size(max = 40)
        @JsonPropertyDescription(
            "When the cloud last changed its record, as of the last time that something else changed too. RFC 3339.")
        String updatedAt,
    @Nullable @JsonPropertyDescription("The backup agent on the machine.") Agent agentInfo,
    @Size(max = 50) @JsonPropertyDescription("Tasks that have not completed, newest first.")
        List<TaskStatus> activeTasks,
    @Size(max = 50)
        @JsonPropertyDescription("Completed tasks, newest first, up to spec.taskHistoryLimit.")
        List<TaskStatus> recentTasks,
    @Nullable
        @JsonPropertyDescription(
            "The machine's backups, where spec.inventory of the BackupFolder lists them (mode Latest or All).")
        Backups backups,
    @Nullable
        @Size(max = 64)
        @JsonPropertyDescription(
            "The cloud's operation that deletes the machine from Cloud Backup, while it runs.")
        String deleteOperationId) {
  /** The conditions beside those that every kind has. */
  public static final String REGISTERED = "Registered";

  public static final String ONLINE = "Online";
  public static final String BACKUP_FRESH = "BackupFresh";
  public static final String SYNCED = "Synced";

  public static final BackupResourceStatus EMPTY =
      new BackupResourceStatus(
          null, null, List.of(), null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, List.of(), List.of(), null, null);

  public BackupResourceStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    activeTasks = activeTasks == null ? List.of() : List.copyOf(activeTasks);
    recentTasks = recentTasks == null ? List.of() : List.copyOf(recentTasks);
  }

  /** The same of the machine, with what the operator itself has to say replaced. */
  public BackupResourceStatus with(
      @Nullable Long newObservedGeneration,
      @Nullable String newLastHandledReconcileAt,
      List<Condition> newConditions,
      @Nullable String newDeleteOperationId) {
    return with(
        newObservedGeneration,
        newLastHandledReconcileAt,
        newConditions,
        backups,
        newDeleteOperationId);
  }

  /** The same with what is known of the machine's backups replaced. */
  public BackupResourceStatus withBackups(@Nullable Backups newBackups) {
    return with(
        observedGeneration, lastHandledReconcileAt, conditions, newBackups, deleteOperationId);
  }

  private BackupResourceStatus with(
      @Nullable Long newObservedGeneration,
      @Nullable String newLastHandledReconcileAt,
      List<Condition> newConditions,
      @Nullable Backups newBackups,
      @Nullable String newDeleteOperationId) {
    return new BackupResourceStatus(
        newObservedGeneration,
        newLastHandledReconcileAt,
        newConditions,
        state,
        stateDetails,
        progressPercent,
        lastBackupTime,
        nextBackupTime,
        online,
        enabled,
        isActive,
        initStatus,
        metadata,
        resourceId,
        type,
        createdAt,
        updatedAt,
        agentInfo,
        activeTasks,
        recentTasks,
        newBackups,
        newDeleteOperationId);
  }

  /** All backups of a machine together. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Backups(
      @JsonPropertyDescription("How many there are; deleted ones don't count.") int count,
      @JsonPropertyDescription("The sum of their sizes. Bytes.") long totalSize,
      @Nullable @Size(max = 40) @JsonPropertyDescription("When the newest was taken. RFC 3339.")
          String newestTime,
      @Nullable @Size(max = 40) @JsonPropertyDescription("When the oldest was taken. RFC 3339.")
          String oldestTime,
      @Nullable @Size(max = 64) @JsonPropertyDescription("Id of the newest.") String newestBackupId,
      @Size(max = 20)
          @JsonPropertyDescription("The archives that hold them, those with the newest backups.")
          List<Archive> archives) {
    public Backups {
      archives = archives == null ? List.of() : List.copyOf(archives);
    }
  }

  /** All backups of a machine under one policy. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Archive(
      @Nullable @Size(max = 64) @JsonPropertyDescription("Id of the archive.") String id,
      @JsonPropertyDescription("Size of the archive. Bytes.") long size,
      @JsonPropertyDescription("Whether a password protects the archive.")
          boolean protectedByPassword,
      @Nullable
          @Size(max = 64)
          @JsonPropertyDescription("How the archive is encrypted, as the cloud calls it.")
          String encryptionAlgorithm,
      @JsonPropertyDescription("Whether the cloud takes the archive for consistent.")
          boolean consistent,
      @Nullable
          @Size(max = 40)
          @JsonPropertyDescription("When the last backup came in (lastBackupCreatedAt). RFC 3339.")
          String lastBackupCreatedAt) {}

  /** The backup agent. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Agent(
      @Nullable @Size(max = 64) @JsonPropertyDescription("The version that runs on the machine.")
          String currentVersion,
      @Nullable @Size(max = 64) @JsonPropertyDescription("The newest version.")
          String latestVersion,
      @JsonPropertyDescription("Whether the agent can be updated.") boolean canUpdate) {}
}
