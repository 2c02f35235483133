package io.cloudbackup.emulator;

import java.time.Duration;
import java.util.Objects;

/**
 * How the emulated cloud behaves where the real one isn't documented, or where a test wants another
 * pace. All of it can be changed while the emulator runs. What is left out has the default named
 * here.
 *
 * @param defaults whether empty texts, zeros and false are left out of answers (default) or printed
 * @param recoveryDuration how long a recovery takes; 9m
 * @param deleteDuration how long a deletion takes; 2s
 * @param rollbackDuration how long a failing operation shows its error before it is done; 0
 * @param finalProgress what a task that ended well shows, of 100; 100
 * @param idempotency whether Idempotency-Key is honoured (default) or ignored
 * @param idempotencyRetention how long a key is remembered; 24h
 * @param secondStart whether a recovery onto a busy machine is refused (default) or accepted
 * @param operationRetention how long after its creation an operation is known; 24h
 * @param operationNotFoundFirst how many of the first reads of each operation are answered 404; 0
 * @param progress how a recovery's operation tells its progress: percent (default), fraction or
 *     absent
 * @param progressAsText whether that number is sent as a text
 * @param operationPollInterval sent as x-operation-poll-interval, in whole seconds, unless 0
 * @param taskDelay how late tasks show what happened; 0
 * @param machineDelay how late machines show that they became busy or idle; 0
 * @param taskHistory how many tasks of each machine are kept; 50
 * @param unknownMachine whether lists by an unknown machine are refused (404, default) or empty
 * @param deletedBackups whether deleted backups are gone (default) or stay in lists, flagged
 * @param outdateSource whether a recovery onto another machine leaves the source inactive
 * @param tokenLifetime of issued IAM tokens, in real time; 12h
 * @param journalSize how many requests the journal keeps; 50000
 */
public record Settings(
    Defaults defaults,
    Duration recoveryDuration,
    Duration deleteDuration,
    Duration rollbackDuration,
    Integer finalProgress,
    Idempotency idempotency,
    Duration idempotencyRetention,
    SecondStart secondStart,
    Duration operationRetention,
    int operationNotFoundFirst,
    Progress progress,
    boolean progressAsText,
    Duration operationPollInterval,
    Duration taskDelay,
    Duration machineDelay,
    Integer taskHistory,
    UnknownMachine unknownMachine,
    DeletedBackups deletedBackups,
    boolean outdateSource,
    Duration tokenLifetime,
    Integer journalSize) {
  public Settings {
    defaults = Objects.requireNonNullElse(defaults, Defaults.OMIT);
    recoveryDuration = Objects.requireNonNullElse(recoveryDuration, Duration.ofMinutes(9));
    deleteDuration = Objects.requireNonNullElse(deleteDuration, Duration.ofSeconds(2));
    rollbackDuration = Objects.requireNonNullElse(rollbackDuration, Duration.ZERO);
    finalProgress = Objects.requireNonNullElse(finalProgress, 100);
    idempotency = Objects.requireNonNullElse(idempotency, Idempotency.HONOUR);
    idempotencyRetention = Objects.requireNonNullElse(idempotencyRetention, Duration.ofHours(24));
    secondStart = Objects.requireNonNullElse(secondStart, SecondStart.REFUSE);
    operationRetention = Objects.requireNonNullElse(operationRetention, Duration.ofHours(24));
    progress = Objects.requireNonNullElse(progress, Progress.PERCENT);
    operationPollInterval = Objects.requireNonNullElse(operationPollInterval, Duration.ZERO);
    taskDelay = Objects.requireNonNullElse(taskDelay, Duration.ZERO);
    machineDelay = Objects.requireNonNullElse(machineDelay, Duration.ZERO);
    taskHistory = Objects.requireNonNullElse(taskHistory, 50);
    unknownMachine = Objects.requireNonNullElse(unknownMachine, UnknownMachine.REFUSE);
    deletedBackups = Objects.requireNonNullElse(deletedBackups, DeletedBackups.GONE);
    tokenLifetime = Objects.requireNonNullElse(tokenLifetime, Duration.ofHours(12));
    journalSize = Objects.requireNonNullElse(journalSize, 50_000);
    requireWithin("finalProgress", finalProgress, 0, 100);
    requireWithin("taskHistory", taskHistory, 1, 10_000);
    requireWithin("journalSize", journalSize, 1, 10_000_000);
  }

  private static void requireWithin(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be " + least + " to " + most);
    }
  }

  /** What happens to fields that hold their type's default. */
  public enum Defaults {
    OMIT,
    PRINT
  }

  /** What happens to the header Idempotency-Key. */
  public enum Idempotency {
    HONOUR,
    IGNORE
  }

  /** What happens to a recovery onto a machine that is busy. */
  public enum SecondStart {
    REFUSE,
    ACCEPT
  }

  /** The scale of progressPercentage. */
  public enum Progress {
    PERCENT,
    FRACTION,
    ABSENT
  }

  /** How a list by an unknown machine ends. */
  public enum UnknownMachine {
    REFUSE,
    EMPTY
  }

  /** What remains of a deleted backup. */
  public enum DeletedBackups {
    GONE,
    FLAGGED
  }
}
