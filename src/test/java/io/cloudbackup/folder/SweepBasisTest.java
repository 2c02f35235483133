package io.cloudbackup.folder;

import static io.cloudbackup.folder.FolderObjects.folder;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SweepBasisTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final AtomicInteger looks = new AtomicInteger();
  private @Nullable BackupFolder present = folder("uid-1", 1, Map.of());
  private boolean stands = true;
  private final SweepBasis basis =
      new SweepBasis(
          folder("uid-1", 1, Map.of()),
          () -> Optional.ofNullable(present),
          () -> {
            looks.incrementAndGet();
            return stands;
          },
          nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void shouldLastWhileNothingChangesAndLookAtTheCredentialsRarely() {
    for (int call = 0; call < 100; call++) {
      pass(Duration.ofSeconds(1));
      assertThat(basis.gone()).isFalse();
    }

    assertThat(looks).hasValue(10);
  }

  @Test
  void shouldBeGoneOnceTheCredentialsAreOthers() {
    stands = false;
    pass(SweepBasis.LOOK_AT_CREDENTIALS.minusSeconds(1));
    assertThat(basis.gone()).isFalse();

    pass(Duration.ofSeconds(1));

    assertThat(basis.gone()).isTrue();
    stands = true;
    assertThat(basis.gone()).as("it doesn't come back").isTrue();
  }

  @Test
  void shouldBeGoneAtOnceWhenTheFolderIsEditedReplacedNudgedPausedOrDeleted() {
    assertGone(folder("uid-1", 2, Map.of()));
    assertGone(folder("uid-2", 1, Map.of()));
    assertGone(folder("uid-1", 1, Map.of(BackupApiGroup.RECONCILE_REQUESTED_AT, "now")));
    assertGone(folder("uid-1", 1, Map.of(BackupApiGroup.PAUSED, "true")));
    assertGone(null);
  }

  private void assertGone(@Nullable BackupFolder now) {
    SweepBasis own =
        new SweepBasis(
            folder("uid-1", 1, Map.of()), () -> Optional.ofNullable(now), () -> true, nanos::get);
    assertThat(own.gone()).isTrue();
  }
}
