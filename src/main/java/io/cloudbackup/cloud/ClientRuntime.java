package io.cloudbackup.cloud;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time, chance and threads that the client uses.
 *
 * @param clock what tokens are dated with
 * @param nanoTime a monotonic clock in nanoseconds, which deadlines are measured with
 * @param random from 0 to less than 1
 * @param ids fresh request and trace ids
 * @param background where tokens are renewed ahead of time
 */
public record ClientRuntime(
    Clock clock,
    LongSupplier nanoTime,
    Sleeper sleeper,
    DoubleSupplier random,
    Supplier<UUID> ids,
    Executor background) {
  /** The real ones. */
  public static ClientRuntime system() {
    return new ClientRuntime(
        Clock.systemUTC(),
        System::nanoTime,
        Thread::sleep,
        () -> ThreadLocalRandom.current().nextDouble(),
        UUID::randomUUID,
        task -> Thread.ofVirtual().name("cloud-token-renewal").start(task));
  }
}
