package io.cloudbackup.deletion;

import io.cloudbackup.cloud.CloudError;

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
}
