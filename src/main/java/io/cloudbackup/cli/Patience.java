package io.cloudbackup.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Bears with an API server that is away for a while, as one is that is updated or moved. */
final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Session session;
  private Instant answered;

  Patience(Session session) {
    this.session = session;
    this.answered = session.now();
  }

  /** The answer; nothing where the next question may have one. */
  <A> Optional<A> ask(Supplier<A> question) {
    try {
      A answer = question.get();
      answered = session.now();
      return Optional.of(answer);
    } catch (Failure e) {
      boolean passing = e.code() == ExitCode.UNREACHABLE || e.code() == ExitCode.FAILED;
      if (!passing || session.now().isAfter(answered.plus(LIMIT))) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
