package io.cloudbackup.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> slept = new ArrayList<>();

  private Pace perSecond(int objects) {
    return new Pace(
        objects,
        nanos::get,
        time -> {
          slept.add(time);
          nanos.addAndGet(time.toNanos());
        });
  }

  @Test
  void shouldLetOneGoAtOnceAndTheOthersInTheirTurn() {
    Pace pace = perSecond(25);

    for (int i = 0; i < 4; i++) {
      pace.await();
    }

    assertThat(slept).containsExactly(ms(40), ms(40), ms(40));
  }

  @Test
  void shouldSaveUpNothingWhileNobodyWrites() {
    Pace pace = perSecond(25);
    pace.await();
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());

    pace.await();
    pace.await();

    assertThat(slept).containsExactly(ms(40));
  }

  @Test
  void shouldEndWhereItsThreadIsToEnd() {
    Pace pace =
        new Pace(
            1,
            nanos::get,
            time -> {
              throw new InterruptedException();
            });
    pace.await();

    assertThatExceptionOfType(CancellationException.class).isThrownBy(pace::await);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }
}
