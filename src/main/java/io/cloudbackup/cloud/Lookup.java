package io.cloudbackup.cloud;

import java.util.Optional;
import java.util.function.Supplier;

/** The cloud's answer to a question, as a value that decisions can be made from. */
public sealed interface Lookup<T> {
  /** It was not asked, since the answer would change nothing. */
  record NotAsked<T>() implements Lookup<T> {}

  record Found<T>(T value) implements Lookup<T> {}

  /** The cloud says that there is no such thing. */
  record Absent<T>() implements Lookup<T> {}

  record Failed<T>(CloudError error) implements Lookup<T> {}

  /** Asks. Only the cloud's own NOT_FOUND counts as absent. */
  static <T> Lookup<T> of(Supplier<T> question) {
    try {
      return new Found<>(question.get());
    } catch (CloudException e) {
      return e.error().kind() == CloudError.Kind.NOT_FOUND
          ? new Absent<>()
          : new Failed<>(e.error());
    }
  }

  /** What was found, if it was. */
  default Optional<T> found() {
    return this instanceof Found<T>(T value) ? Optional.of(value) : Optional.empty();
  }
}
