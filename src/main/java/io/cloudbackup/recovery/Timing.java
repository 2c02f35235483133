package io.cloudbackup.recovery;

import java.time.Duration;

/**
 * The operator's own patience.
 *
 * @param poll how often a recovery that runs is looked at
 * @param sendBudget within which a send leaves after its intent was acknowledged, or not at all
 * @param callTimeout after which a send has ended, however it ended
 */
public record Timing(Duration poll, Duration sendBudget, Duration callTimeout) {
  /** How long a send that another replica announced may still be under way. */
  Duration othersSend() {
    return sendBudget.plus(callTimeout);
  }
}
