package io.cloudbackup.cloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only where somebody sleeps or the test says so. */
final class FakeTime implements Sleeper {
  static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong ids = new AtomicLong();
  private final List<Duration> slept = new CopyOnWriteArrayList<>();

  @Override
  public void sleep(Duration duration) {
    slept.add(duration);
    pass(duration);
  }

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  List<Duration> slept() {
    return List.copyOf(slept);
  }

  long nanoTime() {
    return nanos.get();
  }

  Instant now() {
    return START.plusNanos(nanos.get());
  }

  /** Random is always one half; ids count from 1; the background runs at once. */
  ClientRuntime runtime() {
    return runtime(Runnable::run);
  }

  ClientRuntime runtime(Executor background) {
    InstantSource source = this::now;
    Clock clock = source.withZone(ZoneOffset.UTC);
    return new ClientRuntime(
        clock,
        this::nanoTime,
        this,
        () -> 0.5,
        () -> new UUID(0, ids.incrementAndGet()),
        background);
  }
}
