package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.kubernetes.Marks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
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
  private record Seen(String uid, BackupFolderSpec spec, boolean paused) {}

  /** Hears of changes; must return at once. */
  public interface Listener {
    /** These machines of the folder changed, came or went. */
    default void machinesChanged(FolderRef folder, Set<String> computeInstanceIds) {}

    /** Something changed that concerns everything that uses the folder. */
    void folderChanged(FolderRef folder);
  }

  /** What the BackupFolder is known by. */
  public static FolderRef ref(BackupFolder folder) {
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
   * an older spec found counts under the object {@linkplain FolderState#as as it is now}; what it
   * found for a predecessor of the same name counts nothing.
   */
  public void put(FolderState state) {
    change(state.ref(), before -> asSeen(state));
  }

  private @Nullable FolderState asSeen(FolderState state) {
    Seen now = seen.get(state.ref());
    if (now == null) {
      return state;
    }
    return now.uid.equals(state.uid()) ? state.as(now.spec, now.paused) : null;
  }

  /**
   * Takes note of what a sweep found. What was {@linkplain #learn learned} of single machines since
   * {@code base} was the folder's snapshot is newer, and stays.
   *
   * @return the folder's machines as they are known now
   */
  FolderSnapshot swept(FolderState state, FolderSnapshot found, @Nullable FolderSnapshot base) {
    AtomicReference<FolderSnapshot> known = new AtomicReference<>(found);
    change(
        state.ref(),
        before -> {
          FolderSnapshot present =
              before == null || !before.uid().equals(state.uid()) ? null : before.snapshot();
          if (base != null && present != null) {
            known.set(found.withLearned(base, present));
          }
          return asSeen(state.with(known.get()));
        });
    return known.get();
  }

  /**
   * Takes note of a BackupFolder as the API server has it, before it is reconciled, and even while
   * a sweep goes on: what was withdrawn, paused or connected otherwise counts no more, and neither
   * does anything of a predecessor of the same name.
   */
  public void see(BackupFolder folder) {
    FolderRef ref = ref(folder);
    Seen now = new Seen(folder.getMetadata().getUid(), folder.getSpec(), Marks.of(folder).paused());
    seen.put(ref, now);
    change(
        ref,
        before -> {
          if (before == null) {
            return null;
          }
          FolderState after =
              before.uid().equals(now.uid)
                  ? before.as(now.spec, now.paused)
                  : FolderState.expected(ref, now.uid, now.spec).as(now.spec, now.paused);
          return after.equals(before) ? null : after;
        });
  }

  /**
   * Takes note of what a look at a single machine found that the folder's last sweep saw, so that
   * nothing older is said of it until the next one.
   *
   * @param folder whose machine it is
   * @param found null where the folder has it no more
   */
  public void learn(FolderState folder, String computeInstanceId, @Nullable Machine found) {
    change(
        folder.ref(),
        before ->
            before != null && before.uid().equals(folder.uid())
                ? before.learned(computeInstanceId, found)
                : null);
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
    synchronized (changes) {
      for (BackupFolder folder : existing) {
        FolderRef ref = ref(folder);
        FolderState fresh =
            FolderState.expected(ref, folder.getMetadata().getUid(), folder.getSpec());
        folders.merge(ref, fresh, (old, same) -> old.expected() ? fresh : old);
      }
    }
  }

  /** Forgets those that nobody has connected and that don't exist, or not any more. */
  public void forgetAbsent(Collection<BackupFolder> existing) {
    Set<FolderRef> present = existing.stream().map(FolderRegistry::ref).collect(Collectors.toSet());
    folders.values().stream()
        .filter(state -> state.api() == null && !present.contains(state.ref()))
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
