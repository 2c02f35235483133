package io.cloudbackup.cloud;

/** Whether a breaker lets calls go. */
public enum BreakerState {
  /** All of them. */
  CLOSED,
  /** None, until its pause is over. */
  OPEN,
  /** One of them is under way to find out, the others wait for how it ends. */
  HALF_OPEN
}
