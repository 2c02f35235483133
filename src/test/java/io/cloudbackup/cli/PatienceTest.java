package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final Session session =
      new Session(new Spoken("").session().terminal(), clock, _ -> {}, Map.of(), "test");
  private final Patience patience = new Patience(session);

  private static Supplier<String> failing(ExitCode code) {
    return () -> {
      throw new Failure(code, "away");
    };
  }

  @Test
  void shouldBearWithAClusterThatComesBack() {
    assertThat(patience.ask(failing(ExitCode.UNREACHABLE))).isEmpty();
    now = now.plus(Duration.ofSeconds(100));
    assertThat(patience.ask(() -> "here")).contains("here");
    now = now.plus(Duration.ofSeconds(100));
    assertThat(patience.ask(failing(ExitCode.FAILED))).isEmpty();
  }

  @Test
  void shouldNotWaitForever() {
    now = now.plus(Duration.ofSeconds(121));

    assertThatThrownBy(() -> patience.ask(failing(ExitCode.UNREACHABLE)))
        .isInstanceOf(Failure.class);
  }

  @Test
  void shouldNotBearWithWhatStays() {
    assertThatThrownBy(() -> patience.ask(failing(ExitCode.FORBIDDEN))).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> patience.ask(failing(ExitCode.GONE))).isInstanceOf(Failure.class);
  }
}
