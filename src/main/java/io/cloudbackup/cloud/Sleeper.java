package io.cloudbackup.cloud;

import java.time.Duration;

/** Waits, so that a test need not. */
@FunctionalInterface
public interface Sleeper {
  void sleep(Duration duration) throws InterruptedException;
}
