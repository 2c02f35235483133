package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Kstatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A status in the making: what was before, and what is different now. */
final class StatusDraft {
  private static final int LONGEST_RESULT = 64;

  private final BackupRecoveryStatus before;
  private final @Nullable Long generation;
  private final @Nullable String nudge;
  private final Instant now;

  private @Nullable Plan plan;
  private @Nullable Start start;
  private @Nullable String operationId;
  private @Nullable String taskId;
  private @Nullable Integer percent;
  private @Nullable String lastProgressTime;
  private @Nullable String estimatedCompletionTime;
  private @Nullable String startTime;
  private @Nullable String resultCode;

  StatusDraft(RecoveryObservation seen) {
    this(seen.before(), seen.generation(), seen.marks().nudge(), seen.now());
  }

  StatusDraft(
      BackupRecoveryStatus before, @Nullable Long generation, @Nullable String nudge, Instant now) {
    this.before = before;
    this.generation = generation;
    this.nudge = nudge;
    this.now = now;
    this.plan = before.plan();
    this.start = before.start();
    this.operationId = before.operationId();
    this.taskId = before.taskId();
    this.percent = before.progressPercent();
    this.lastProgressTime = before.lastProgressTime();
    this.estimatedCompletionTime = before.estimatedCompletionTime();
    this.startTime = before.startTime();
    this.resultCode = before.resultCode();
  }

  StatusDraft plan(@Nullable Plan value) {
    plan = value;
    return this;
  }

  StatusDraft start(@Nullable Start value) {
    start = value;
    return this;
  }

  /** It began, which this shows. */
  StatusDraft began(@Nullable String operation, @Nullable String task, String evidence) {
    Start made = Objects.requireNonNull(start);
    start = made.settled(evidence);
    operationId = operation;
    taskId = task;
    startTime = Rfc3339.seconds(now);
    percent = percent == null ? 0 : percent;
    lastProgressTime = Rfc3339.seconds(now);
    return this;
  }

  StatusDraft task(@Nullable String value) {
    taskId = value;
    return this;
  }

  StatusDraft result(@Nullable String value) {
    resultCode = value == null ? null : Condition.limit(value, LONGEST_RESULT);
    return this;
  }

  /** Progress in whole percent; the expected end follows from the slope since the start. */
  StatusDraft progress(int value) {
    if (Objects.equals(percent, value)) {
      return this;
    }
    percent = value;
    lastProgressTime = Rfc3339.seconds(now);
    Instant began = Rfc3339.parse(startTime);
    if (began != null && value > 0 && value < 100) {
      long elapsed = now.toEpochMilli() - began.toEpochMilli();
      estimatedCompletionTime = Rfc3339.seconds(began.plusMillis(elapsed * 100 / value));
    }
    return this;
  }

  /** Whether the progress is the one from before. */
  boolean sameProgress() {
    return Objects.equals(percent, before.progressPercent());
  }

  /** The status with that phase. */
  BackupRecoveryStatus in(RecoveryPhase phase, String reason, String message) {
    boolean ends = phase.terminal();
    return new BackupRecoveryStatus(
        generation,
        nudge,
        Condition.merge(before.conditions(), conditions(phase, reason, message), generation, now),
        phase.name(),
        message,
        plan,
        start,
        operationId,
        taskId,
        percent,
        lastProgressTime,
        ends ? null : estimatedCompletionTime,
        startTime,
        ends ? Rfc3339.seconds(now) : null,
        resultCode);
  }

  private static List<Condition> conditions(RecoveryPhase phase, String reason, String message) {
    Kstatus kstatus =
        switch (phase) {
          case Succeeded -> Kstatus.CURRENT;
          case Failed, Expired, StartUnknown, OutcomeUnknown -> Kstatus.FAILED;
          case Pending, AwaitingApproval, Queued, Starting, Recovering -> Kstatus.IN_PROGRESS;
        };
    String succeeded =
        switch (phase) {
          case Succeeded -> Condition.TRUE;
          case Failed, Expired -> Condition.FALSE;
          case Pending,
              AwaitingApproval,
              Queued,
              Starting,
              Recovering,
              StartUnknown,
              OutcomeUnknown ->
              Condition.UNKNOWN;
        };
    List<Condition> conditions = new ArrayList<>(kstatus.conditions(reason, message));
    conditions.add(Condition.of(BackupRecoveryStatus.SUCCEEDED, succeeded, reason, message));
    return conditions;
  }
}
