package io.cloudbackup.recovery;

import io.cloudbackup.cloud.Lookup;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the cloud answered in one run of a recovery about what doesn't change from one step to the
 * next: backups, and the machine that one was made of. Nothing is kept longer than a send may come
 * after its checks.
 */
final class SteadyAnswers {
  private final LongSupplier nanoTime;
  private final Duration longest;
  private final Map<String, Answer> answers = new HashMap<>();

  SteadyAnswers(LongSupplier nanoTime, Duration longest) {
    this.nanoTime = nanoTime;
    this.longest = longest;
  }

  private record Answer(Lookup<?> lookup, long asked) {}

  /** The answer to that question: a young one, or a new one. */
  @SuppressWarnings("unchecked") // one kind of answer to each question
  <T> Lookup<T> of(String question, Supplier<Lookup<T>> ask) {
    Answer known = answers.get(question);
    if (known != null && nanoTime.getAsLong() - known.asked < longest.toNanos()) {
      return (Lookup<T>) known.lookup;
    }
    long asked = nanoTime.getAsLong();
    Lookup<T> lookup = ask.get();
    answers.put(question, new Answer(lookup, asked));
    return lookup;
  }
}
