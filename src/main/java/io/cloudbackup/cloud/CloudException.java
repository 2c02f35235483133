package io.cloudbackup.cloud;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call to the cloud that did not succeed. */
public final class CloudException extends RuntimeException {
  private final transient CloudError error;
  private final @Nullable Duration retryAfter;

  public CloudException(CloudError error, @Nullable Throwable cause) {
    this(error, null, cause);
  }

  public CloudException(
      CloudError error, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(error.text(), cause);
    this.error = error;
    this.retryAfter = retryAfter;
  }

  /** What went wrong. */
  public CloudError error() {
    return error;
  }

  /** How long the cloud asks to be left alone, where it says so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
