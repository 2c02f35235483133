package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.testing.OwnOperator;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The operator is killed at random moments while recoveries come in and their starts go wrong.
 * {@code -Dkills=500 -Dit.timeout=7200} kills it more often, {@code -Dkills.seed=} makes the same
 * choices again.
 */
@OwnOperator
class RecoveryRandomKillIT {
  /** So that what has to wait until the killing stops doesn't pile up. */
  private static final int KILLS_IN_A_ROUND = 50;

  private static final int KILLS = Integer.getInteger("kills", 20);
  private static final long SEED =
      Long.getLong("kills.seed", new SecureRandom().nextInt(1_000_000));

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void shouldStartEachRecoveryOnceHoweverOftenItIsKilled() {
    System.out.printf("random kills: seed %d%n", SEED);
    Random random = new Random(SEED);
    RandomKills.Tally total = RandomKills.Tally.NONE;
    while (total.kills() < KILLS) {
      try (Fleet fleet = Fleet.start()) {
        RandomKills.Tally round =
            new RandomKills(fleet, random).round(Math.min(KILLS_IN_A_ROUND, KILLS - total.kills()));
        total = total.plus(round);
        System.out.println("random kills: " + total);
      }
    }
    assertThat(total.starts()).isEqualTo(total.recoveries());
  }
}
