package io.cloudbackup.deletion;

import io.cloudbackup.api.FolderRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets few objects of a folder ask the cloud at the same time, in the order in which they came. A
 * deletion is not sent when it would have to wait for long, so what goes before it in its lane has
 * to stay short.
 */
final class FolderTurns {
  private static final int AT_ONCE = 5;

  private final Map<FolderRef, Semaphore> folders = new ConcurrentHashMap<>();

  /**
   * Waits for a turn and takes it.
   *
   * @param interrupted what is given where the wait is interrupted
   */
  <V extends @Nullable Object> V take(FolderRef folder, Supplier<V> step, V interrupted) {
    Semaphore turns = folders.computeIfAbsent(folder, _ -> new Semaphore(AT_ONCE, true));
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return interrupted;
    }
    try {
      return step.get();
    } finally {
      turns.release();
    }
  }
}
