package io.cloudbackup.recovery;

import java.time.Duration;

/**
 * The operator's own patience.
 *
 * @param poll how often a recovery that runs is looked at
 * @param sendBudget within which a send follows its checks, or not at all; the client has as much
 *     again until the request leaves
 * @param callTimeout after which a send has ended, however it ended
 */
public record Timing(Duration poll, Duration sendBudget, Duration callTimeout) {
  /**
   * How long a send that another replica announced may still be under way: the budget once from its
   * checks to the client, once more within the client, then the call.
   */
  Duration othersSend() {
    return sendBudget.multipliedBy(2).plus(callTimeout);
  }
}
