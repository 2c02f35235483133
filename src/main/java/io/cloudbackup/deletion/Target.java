package io.cloudbackup.deletion;

import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import java.util.function.Function;

/** What the cloud says of the thing that is to be deleted. */
public sealed interface Target<T> {
  /** It is there, and this object's to delete. */
  record Present<T>(T value) implements Target<T> {}

  /** It is not there, or not any more. */
  record Absent<T>() implements Target<T> {}

  /** It is there and may not be deleted through this object; {@code message} says why. */
  record Refused<T>(String message) implements Target<T> {}

  /** The cloud could not be asked. */
  record NotAsked<T>() implements Target<T> {}

  record Failed<T>(CloudError error) implements Target<T> {}

  /**
   * What follows from a look-up; {@code found} says whose it is, and whether it is there at all.
   */
  static <T> Target<T> of(Lookup<T> lookup, Function<T, Target<T>> found) {
    return switch (lookup) {
      case Lookup.Found<T>(T value) -> found.apply(value);
      case Lookup.Absent<T> absent -> new Absent<>();
      case Lookup.NotAsked<T> notAsked -> new NotAsked<>();
      case Lookup.Failed<T>(CloudError error) -> new Failed<>(error);
    };
  }
}
