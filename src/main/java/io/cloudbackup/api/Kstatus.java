package io.cloudbackup.api;

import java.util.List;

/**
 * How an object stands, as tools that wait for it read its conditions: the words of kstatus for
 * Ready, Reconciling and Stalled.
 */
public enum Kstatus {
  /** As it was asked for. */
  CURRENT(Condition.TRUE, false, false),
  /** On its way there. */
  IN_PROGRESS(Condition.FALSE, true, false),
  /** Nothing can be said yet. */
  UNKNOWN(Condition.UNKNOWN, true, false),
  /** Stuck until somebody does something about it. */
  FAILED(Condition.FALSE, false, true);

  private final String ready;
  private final boolean reconciling;
  private final boolean stalled;

  Kstatus(String ready, boolean reconciling, boolean stalled) {
    this.ready = ready;
    this.reconciling = reconciling;
    this.stalled = stalled;
  }

  /** The three conditions that every kind has. */
  public List<Condition> conditions(String reason, String message) {
    return List.of(
        Condition.of(Condition.READY, ready, reason, message),
        Condition.of(Condition.RECONCILING, reconciling, reason, ""),
        Condition.of(Condition.STALLED, stalled, reason, stalled ? message : ""));
  }
}
