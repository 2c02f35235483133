package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The real run of a recovery in simulated worlds, each made of one seed, with all rules looked at
 * all the time. More of them, or others:
 *
 * <pre>mvn test -Dtest=SimulationTest -Dsimulation.schedules=1000000 -Dsimulation.first=1</pre>
 */
class SimulationTest {
  @Test
  void shouldKeepEveryPromise() {
    long first = Long.getLong("simulation.first", 1);
    long schedules = Long.getLong("simulation.schedules", 20_000);
    long began = System.nanoTime();

    Simulation.Summary summary = Simulation.run(first, schedules, true);

    System.out.println(
        summary.text() + " in " + (System.nanoTime() - began) / 1_000_000_000 + " s");
    summary.failure().ifPresent(failure -> fail(Simulation.story(failure.seed(), true)));
    // It can't pass by never getting anywhere.
    for (String phase :
        List.of("Succeeded", "Failed", "Expired", "OutcomeUnknown", "StartUnknown")) {
      assertThat(summary.phases().getOrDefault(phase, 0))
          .as(phase)
          .isGreaterThan((int) (schedules / 400));
    }
    assertThat(summary.sends()).isGreaterThan(summary.starts());
  }

  /**
   * A cloud that neither honours the key nor shows what began, and a folder that lets starts be
   * sent again: nobody can keep the promise there, and the documentation says so.
   */
  @Test
  void shouldShowWhatIsNotPromised() {
    Simulation.Failure failure = Simulation.run(1, 20_000, false).failure().orElseThrow();

    assertThat(failure.rule()).contains("begins a second time");
    assertThat(Simulation.story(failure.seed(), false)).contains("WithinWindow");
  }
}
