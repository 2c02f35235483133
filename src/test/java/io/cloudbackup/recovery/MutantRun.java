package io.cloudbackup.recovery;

import java.util.Optional;

/** What a {@link Mutant} runs in its own class loader. */
public final class MutantRun {
  private MutantRun() {}

  /** The first world in which a rule is broken, and which one. */
  public static Optional<String> firstViolation(long worlds) {
    return Simulation.run(1, worlds, true)
        .failure()
        .map(f -> f.rule() + " (seed " + f.seed() + ")");
  }
}
