package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Task;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes the cloud a while. A task is one view of it, an operation another. All views
 * are of a moment, so that a late view is that of an earlier one.
 */
final class Work {
  /** What is done. */
  enum Kind {
    BACKUP("BACKUPING"),
    RECOVERY("RECOVERING"),
    DELETE_RESOURCE(""),
    DELETE_BACKUP("");

    private final String machineStatus;

    Kind(String machineStatus) {
      this.machineStatus = machineStatus;
    }

    /** What a machine's status says meanwhile. */
    String machineStatus() {
      return machineStatus;
    }

    /** Whether a machine's agent does it, in a task. */
    boolean task() {
      return !machineStatus.isEmpty();
    }
  }

  /**
   * What stays as it is.
   *
   * @param operationId empty for scheduled backups
   */
  record Order(
      long id,
      Kind kind,
      String operationId,
      String machineId,
      String backupId,
      String policyId,
      String createdBy,
      Instant createdAt) {}

  private final Order order;
  private final Duration length;
  private Instant from;
  private @Nullable Instant frozenAt;
  private @Nullable Instant failedAt;
  private @Nullable Instant completedAt;
  private MachineSpec.@Nullable Failure failure;
  private int finalPercent;
  private String resultCode = "";

  Work(Order order, Duration length) {
    this.order = order;
    this.length = length;
    this.from = order.createdAt();
  }

  Order order() {
    return order;
  }

  Instant endsAt() {
    return from.plus(length);
  }

  /** Whether it goes on as far as anybody knows at {@code t}. */
  boolean running(Instant t) {
    return !t.isBefore(order.createdAt()) && !completed(t);
  }

  boolean completed(Instant t) {
    return completedAt != null && !t.isBefore(completedAt);
  }

  boolean settled() {
    return completedAt != null || failedAt != null;
  }

  boolean due(Instant t) {
    return !settled() && frozenAt == null && !endsAt().isAfter(t);
  }

  boolean succeeded() {
    return completedAt != null && failure == null;
  }

  @Nullable Instant completedAt() {
    return completedAt;
  }

  MachineSpec.@Nullable Failure failure(Instant t) {
    return failedAt != null && !t.isBefore(failedAt) ? failure : null;
  }

  void freeze(Instant t) {
    if (frozenAt == null) {
      frozenAt = t;
    }
  }

  /** Goes on where it stood when it was frozen. */
  void resume(Instant t) {
    if (frozenAt != null) {
      from = from.plus(Duration.between(frozenAt, t));
      frozenAt = null;
    }
  }

  void succeed(Instant t, int percent) {
    finalPercent = percent;
    resultCode = Task.OK;
    completedAt = t;
  }

  /** Fails at {@code t}; it is over only when {@link #rolledBack} says so. */
  void fail(Instant t, MachineSpec.Failure with) {
    finalPercent = percent(t);
    failure = with;
    failedAt = t;
  }

  void rolledBack(Instant t) {
    resultCode = "ERROR";
    completedAt = t;
  }

  /** How far it is, 0 to 99 while it runs. */
  int percent(Instant t) {
    if (completed(t) || failure(t) != null) {
      return finalPercent;
    }
    Instant at = frozenAt != null && frozenAt.isBefore(t) ? frozenAt : t;
    if (length.isZero()) {
      return 0;
    }
    double passed = (double) Duration.between(from, at).toNanos() / length.toNanos();
    return (int) Math.clamp(passed * 100, 0, 99);
  }

  /** When what {@link #percent} shows came to be, so that it changes only with it. */
  Instant updatedAt(Instant t) {
    if (completedAt != null && completed(t)) {
      return completedAt;
    }
    int percent = percent(t);
    return percent == 0
        ? order.createdAt()
        : from.plus(length.multipliedBy(percent).dividedBy(100));
  }

  /** The task's view at {@code t}; it waits for the agent during the first tenth. */
  Task task(Instant t, Settings settings) {
    Instant startedAt = order.createdAt().plus(length.dividedBy(10));
    boolean completed = completed(t);
    boolean started = completed || !t.isBefore(startedAt);
    boolean assigned = !t.isBefore(order.createdAt().plus(length.dividedBy(20)));
    String unset = settings.defaults() == Settings.Defaults.PRINT ? "CODE_UNSPECIFIED" : "";
    MachineSpec.Failure failed = failure(t);
    return new Task(
        order.id(),
        false,
        order.policyId(),
        order.kind().name(),
        new Task.Progress(percent(t), 100),
        completed ? Task.COMPLETED : started ? "STARTED" : assigned ? "ASSIGNED" : "ENQUEUED",
        order.createdAt(),
        started ? (startedAt.isAfter(t) ? order.createdAt() : startedAt) : null,
        updatedAt(t),
        completed ? completedAt : null,
        order.machineId(),
        completed ? resultCode : unset,
        completed && failed != null ? failed.message() : "");
  }
}
