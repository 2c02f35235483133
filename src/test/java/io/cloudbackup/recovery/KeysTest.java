package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeysTest {
  @Test
  void shouldGiveSameKeyForSameUidAndAttempt() {
    assertThat(Keys.idempotency("uid-1", 1)).isEqualTo(Keys.idempotency("uid-1", 1));
  }

  @Test
  void shouldGiveAnotherKeyForEachUidAndAttempt() {
    Set<String> keys = new HashSet<>();
    for (int uid = 0; uid < 50; uid++) {
      for (int attempt = 1; attempt <= 20; attempt++) {
        keys.add(Keys.idempotency("uid-" + uid, attempt));
      }
    }

    assertThat(keys).hasSize(1000);
  }

  @Test
  void shouldHaveTheFormOfRandomUuid() {
    for (int attempt = 1; attempt <= 200; attempt++) {
      String key = Keys.idempotency("7f0e0f53-5ad0-4d3a-8b6e-2f6f0f9d1a11", attempt);

      UUID uuid = UUID.fromString(key);
      assertThat(uuid).hasToString(key);
      assertThat(uuid.version()).isEqualTo(4);
      assertThat(uuid.variant()).isEqualTo(2);
    }
  }

  @Test
  void shouldNeverChangeKeyOfAttempt() {
    // A later version of the operator has to send the key that an earlier one announced.
    assertThat(Keys.idempotency("7f0e0f53-5ad0-4d3a-8b6e-2f6f0f9d1a11", 1))
        .isEqualTo("dc0215df-6018-4ab4-8209-4aa21b516b2b");
  }

  @Test
  void shouldNameLeaseAsKubernetesAllowsWhateverTheMachineIsCalled() {
    assertThat(Keys.lease("EPD_1.x")).matches("backup-recovery-[0-9a-f]{40}");
    assertThat(Keys.lease("a")).isNotEqualTo(Keys.lease("b")).isEqualTo(Keys.lease("a"));
  }
}
