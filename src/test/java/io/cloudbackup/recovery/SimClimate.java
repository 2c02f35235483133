package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupFolderSpec.RecoveryPolicy;
import io.cloudbackup.api.StartReplay;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What kind of world it is: the cloud's habits, how much goes wrong, the folder's policy.
 *
 * @param keys what the cloud does with idempotency keys
 * @param keysFor how long it remembers them, where it forgets
 * @param taskDelay how late a task shows; the machine's state shows as late
 * @param operationsFor how long an operation is known
 * @param acceptsSecond whether it begins a recovery on a machine that is being recovered
 * @param apiFaults the chance of a call to the API server to fail
 * @param cloudFaults the chance of a call to the cloud to fail or lose its answer
 * @param crashes the chance of a crash between two effects
 * @param slow the chance of an effect to take seconds
 */
record SimClimate(
    Keys keys,
    Duration keysFor,
    Duration taskDelay,
    Duration operationsFor,
    boolean acceptsSecond,
    double apiFaults,
    double cloudFaults,
    double crashes,
    double slow,
    RecoveryPolicy policy) {

  /** What a cloud does with keys. */
  enum Keys {
    HONOURED,
    FORGOTTEN,
    IGNORED
  }

  /** A climate in which the operator promises at most one start. */
  static SimClimate promised(SplittableRandom random) {
    SimClimate any = any(random);
    return any.promises() ? any : promised(random);
  }

  static SimClimate any(SplittableRandom random) {
    Keys keys = Keys.values()[random.nextInt(3)];
    StartReplay replay = random.nextInt(3) == 0 ? StartReplay.Never : StartReplay.WithinWindow;
    int grace = 5 + random.nextInt(26);
    return new SimClimate(
        keys,
        Duration.ofSeconds(random.nextInt(60, 1800)),
        Duration.ofSeconds(random.nextInt(4) == 0 ? random.nextInt(90) : random.nextInt(4)),
        Duration.ofSeconds(random.nextInt(4) == 0 ? random.nextInt(60) : 86_400),
        random.nextBoolean(),
        oneOf(random, 0, 0.01, 0.05, 0.2),
        oneOf(random, 0, 0.02, 0.1, 0.4),
        oneOf(random, 0, 0.001, 0.005, 0.02),
        oneOf(random, 0, 0.002, 0.02, 0.05),
        new RecoveryPolicy(replay, grace + "s", random.nextInt(30, 600) + "s"));
  }

  /**
   * Whether the operator promises at most one start here: the folder says Never; or the cloud
   * honours the key within the window (and the time that a call takes, and clocks that differ); or
   * it shows what began within the grace period.
   */
  boolean promises() {
    if (policy.startReplay() == StartReplay.Never) {
      return true;
    }
    boolean honours =
        keys == Keys.HONOURED
            || (keys == Keys.FORGOTTEN
                && keysFor.compareTo(policy.window().plus(SimOperator.MOST_SKEW).plusSeconds(60))
                    > 0);
    return honours || shows();
  }

  /** Whether the cloud shows what began within the grace period. */
  boolean shows() {
    return taskDelay.compareTo(policy.grace()) < 0;
  }

  private static double oneOf(SplittableRandom random, double... values) {
    return values[random.nextInt(values.length)];
  }
}
