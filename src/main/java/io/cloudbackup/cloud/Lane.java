package io.cloudbackup.cloud;

/** What a call is for, most urgent first; calls that wait for their turn go in this order. */
public enum Lane {
  /**
   * All that a recovery asks and sends, and exchanges for tokens. Nothing else stands in front of
   * it, and it needs not wait until others have left something of the budget: it may run into debt.
   */
  RECOVERY,

  /** What somebody wants changed by an object of theirs, and the questions that it takes. */
  CHANGE,

  /** Sweeps of a folder, and look-ups of machines that a sweep missed. */
  SWEEP,

  /**
   * Lists of what changes seldom and of which there is much, such as a folder's backups, and looks
   * at single machines that somebody asks for, of which there may be much too.
   */
  INVENTORY
}
