package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What to recover onto what, and until when it may begin. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "has(self.folderRef) == has(oldSelf.folderRef) && (!has(self.folderRef) || self.folderRef =="
            + " oldSelf.folderRef)",
    message = "folderRef can't be changed: create another BackupRecovery")
@ValidationRule(
    value =
        "has(self.timeout) == has(oldSelf.timeout) && (!has(self.timeout) || self.timeout == oldSelf.timeout)",
    message = "timeout can't be changed: create another BackupRecovery")
public record BackupRecoverySpec(
    @Nullable
        @JsonPropertyDescription(
            "The BackupFolder of backup and machine. Default: the one named default in the object's own namespace.")
        FolderRef folderRef,
    @Required
        @ValidationRule(
            value = "self == oldSelf",
            message = "source can't be changed: create another BackupRecovery")
        @JsonPropertyDescription(
            "Which backup to recover: exactly one of backupId and latest. Can't be changed.")
        Source source,
    @Required
        @ValidationRule(
            value = "self == oldSelf",
            message = "target can't be changed: create another BackupRecovery")
        @JsonPropertyDescription("The machine whose disks are overwritten. Can't be changed.")
        Target target,
    @Default("Automatic")
        @ValidationRule(
            value = "self == oldSelf",
            message = "approval can't be changed: create another BackupRecovery")
        @JsonPropertyDescription(
            "Automatic: starts when it can. Manual: shows the plan and waits until approvedPlan is its hash.")
        Approval approval,
    @Nullable
        @Size(min = 1, max = 80)
        @JsonPropertyDescription(
            "The value of status.plan.hash that is approved. Only the plan that was seen is approved.")
        String approvedPlan,
    @Required
        @Size(max = 40)
        @ValidationRule(
            value = Rules.TIME,
            message =
                "startDeadline must be an RFC 3339 time with a zone, on a day that exists, such as 2026-12-01T18:00:00Z")
        @ValidationRule(
            value = "self == oldSelf",
            message = "startDeadline can't be changed: create another BackupRecovery")
        @JsonPropertyDescription(
            "The recovery never starts after this RFC 3339 time, so that a manifest that is applied again later can't"
                + " overwrite the machine again. Can't be changed.")
        String startDeadline,
    @Nullable
        @Size(max = 20)
        @ValidationRule(
            value = Rules.DURATION + ">= duration('1m') && duration(self) <= duration('720h')",
            message = "timeout must be a duration from 1m to 720h, such as 4h")
        @JsonPropertyDescription(
            "How long to follow the recovery after its start. Then the phase is OutcomeUnknown; the cloud goes on. 1m"
                + " to 720h. Can't be changed.")
        String timeout,
    @Nullable
        @Size(max = 20)
        @ValidationRule(
            value = Rules.DURATION + ">= duration('0s') && duration(self) <= duration('87600h')",
            message = "ttlAfterFinished must be a duration from 0s to 87600h, such as 24h")
        @JsonPropertyDescription(
            "How long the object stays after its end. It goes only after startDeadline too has passed. 0s to 87600h."
                + " Without it the object stays.")
        String ttlAfterFinished) {
  public BackupRecoverySpec {
    approval = approval == null ? Approval.Automatic : approval;
  }

  /** Which backup to recover. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "has(self.backupId) != has(self.latest)",
      message = "source: set exactly one of backupId and latest")
  public record Source(
      @Nullable
          @Size(min = 1, max = 50)
          @Pattern(Rules.ID)
          @JsonPropertyDescription("Id of the backup.")
          String backupId,
      @Nullable @JsonPropertyDescription("The newest backup of a machine.") Latest latest) {}

  /** The newest backup of a machine. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "has(self.computeInstanceId) != has(self.resourceRef)",
      message = "source.latest: set exactly one of computeInstanceId and resourceRef")
  public record Latest(
      @Nullable
          @Size(min = 1, max = 50)
          @Pattern(Rules.ID)
          @JsonPropertyDescription("Id of the machine whose backups are looked at.")
          String computeInstanceId,
      @Nullable
          @JsonPropertyDescription("The BackupResource of the machine whose backups are looked at.")
          ResourceRef resourceRef,
      @Nullable
          @Size(max = 40)
          @ValidationRule(
              value = Rules.TIME,
              message =
                  "source.latest.before must be an RFC 3339 time with a zone, on a day that exists, such as 2026-12-01T18:00:00Z")
          @JsonPropertyDescription("Only backups made before this RFC 3339 time.")
          String before,
      @Nullable
          @Size(min = 1, max = 50)
          @Pattern(Rules.ID)
          @JsonPropertyDescription("Only backups that this policy made.")
          String policyId) {}

  /** The machine to overwrite. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "has(self.computeInstanceId) != has(self.resourceRef)",
      message = "target: set exactly one of computeInstanceId and resourceRef")
  public record Target(
      @Nullable
          @Size(min = 1, max = 50)
          @Pattern(Rules.ID)
          @JsonPropertyDescription("Id of the machine.")
          String computeInstanceId,
      @Nullable @JsonPropertyDescription("The BackupResource of the machine.")
          ResourceRef resourceRef) {}

  /** A BackupResource of the same namespace and the same folder. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ResourceRef(
      @Required
          @Size(min = 1, max = 253)
          @Pattern(Rules.NAME)
          @JsonPropertyDescription(
              "Name of a BackupResource in the same namespace and of the same folder.")
          String name) {}
}
