package io.cloudbackup.emulator;

import org.jspecify.annotations.Nullable;

/** A scenario that can't be used, with a sentence that says where and why. */
public final class ScenarioException extends RuntimeException {
  public ScenarioException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
