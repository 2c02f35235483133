package io.cloudbackup.recovery;

/** How the lock of the target machine stands. */
sealed interface LockView {
  /** Nobody holds it. */
  record Free() implements LockView {}

  /**
   * This recovery holds it.
   *
   * @param version of the Lease as it was seen; each send changes it
   */
  record Mine(String machine, String version) implements LockView {}

  /**
   * Another recovery holds it.
   *
   * @param holder namespace/name of that recovery
   * @param left whether a live read shows that recovery gone or settled, so that the lock may be
   *     broken once the machine is idle
   * @param operationId of the recovery that went on when its object went, or empty
   */
  record Others(String holder, boolean left, String operationId) implements LockView {}

  /** It was not looked at, since it would change nothing. */
  record NotAsked() implements LockView {}
}
