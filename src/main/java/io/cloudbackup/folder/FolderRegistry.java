package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The state of every BackupFolder, and who wants to hear of changes. */
public final class FolderRegistry {
  private final Map<FolderRef, FolderState> folders = new ConcurrentHashMap<>();
  private final Map<FolderRef, Seen> seen = new ConcurrentHashMap<>();
  private final Object changes = new Object();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** A BackupFolder as it is now, which a sweep that still goes on may not know. */
  private record Seen(String uid, BackupFolderSpec spec) {}

  /** Hears of changes; must return at once. */
  public interface Listener {
    /** These machines of the folder changed, came or went. */
    void machinesChanged(FolderRef folder, Set<String> computeInstanceIds);

    /** Something changed that concerns everything that uses the folder. */
    void folderChanged(FolderRef folder);
  }

  /** What the BackupFolder is known by. */
  static FolderRef ref(BackupFolder folder) {
    return new FolderRef(folder.getMetadata().getName(), folder.getMetadata().getNamespace());
  }

  /** From now on the listener hears of changes. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** What is known of a folder; nothing where there is no such BackupFolder, or not yet. */
  public Optional<FolderState> find(FolderRef ref) {
    return Optional.ofNullable(folders.get(ref));
  }

  /**
   * Takes note of a folder's new state and tells the listeners what that changes. What a sweep of
   * an older spec found counts under the spec as it is now; what it found for a predecessor of the
   * same name counts nothing.
   */
  public void put(FolderState state) {
    change(
        state.ref(),
        before -> {
          Seen now = seen.getOrDefault(state.ref(), new Seen(state.uid(), state.spec()));
          return now.uid.equals(state.uid()) ? state.withSpec(now.spec) : null;
        });
  }

  /**
   * Takes note of a BackupFolder as the API server has it, before it is reconciled, and even while
   * a sweep goes on: a grant that was withdrawn counts no more, and neither does anything of a
   * predecessor of the same name.
   */
  public void see(BackupFolder folder) {
    FolderRef ref = ref(folder);
    Seen now = new Seen(folder.getMetadata().getUid(), folder.getSpec());
    seen.put(ref, now);
    change(
        ref,
        before -> {
          if (before == null || new Seen(before.uid(), before.spec()).equals(now)) {
            return null;
          }
          return before.uid().equals(now.uid)
              ? before.withSpec(now.spec)
              : FolderState.expected(ref, now.uid, now.spec);
        });
  }

  /**
   * @param change gives the new state for the present one, or null where that stays
   */
  private void change(
      FolderRef ref, Function<@Nullable FolderState, @Nullable FolderState> change) {
    FolderState before;
    FolderState after;
    synchronized (changes) {
      before = folders.get(ref);
      after = change.apply(before);
      if (after == null) {
        return;
      }
      folders.put(ref, after);
      changes.notifyAll();
    }
    tell(before, after);
  }

  private void tell(@Nullable FolderState before, FolderState state) {
    FolderSnapshot snapshot = state.snapshot();
    if (before == null || !standing(before).equals(standing(state))) {
      listeners.forEach(listener -> listener.folderChanged(state.ref()));
    } else if (snapshot != null) {
      Set<String> changed = snapshot.changedSince(before.snapshot());
      if (!changed.isEmpty()) {
        listeners.forEach(listener -> listener.machinesChanged(state.ref(), changed));
      }
    }
  }

  /**
   * Takes note that these BackupFolders exist, so that nobody takes one for absent which is only
   * not connected yet. One that was expected before is taken as it is now.
   */
  public void expect(Collection<BackupFolder> existing) {
    for (BackupFolder folder : existing) {
      FolderRef ref = ref(folder);
      FolderState fresh =
          FolderState.expected(ref, folder.getMetadata().getUid(), folder.getSpec());
      folders.merge(ref, fresh, (old, same) -> old.expected() ? fresh : old);
    }
  }

  /** Forgets those that were expected, were never seen, and don't exist after all. */
  public void forgetAbsent(Collection<BackupFolder> existing) {
    Set<FolderRef> present = existing.stream().map(FolderRegistry::ref).collect(Collectors.toSet());
    folders.values().stream()
        .filter(state -> state.expected() && !present.contains(state.ref()))
        .map(FolderState::ref)
        .toList()
        .forEach(this::remove);
  }

  /**
   * Waits while the folder's first sweep goes on, so that what depends on it is said once.
   *
   * @param most how long at the most
   */
  public void awaitFirstSweep(FolderRef ref, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    synchronized (changes) {
      long left = end - System.nanoTime();
      while (left > 0 && find(ref).filter(FolderState::starting).isPresent()) {
        try {
          changes.wait(Math.max(1, left / 1_000_000));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
        left = end - System.nanoTime();
      }
    }
  }

  /** The BackupFolder was deleted. */
  public void remove(FolderRef ref) {
    FolderState removed;
    synchronized (changes) {
      removed = folders.remove(ref);
      seen.remove(ref);
    }
    if (removed != null) {
      listeners.forEach(listener -> listener.folderChanged(ref));
    }
  }

  /**
   * What everything that uses the folder looks at, beside its own machine. With another connection
   * a call that was refused may succeed.
   */
  private record Standing(
      String uid,
      BackupFolderSpec spec,
      @Nullable BackupApi api,
      boolean starting,
      boolean synced,
      @Nullable String reason) {}

  private static Standing standing(FolderState state) {
    FolderProblem problem = state.problem();
    // The reason of a single failed sweep concerns nobody yet.
    String reason = state.synced() || problem == null ? null : problem.reason();
    return new Standing(
        state.uid(), state.spec(), state.api(), state.starting(), state.synced(), reason);
  }
}
