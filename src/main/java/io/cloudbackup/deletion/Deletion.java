package io.cloudbackup.deletion;

import io.cloudbackup.api.Condition;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.Kstatus;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.deletion.Deletable.Progress;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.LiveObjects;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out the deletion of objects whose deletionPolicy is Delete. */
public final class Deletion<R extends HasMetadata, T> {
  private static final String DELETING = "Deleting";
  private static final String BLOCKED = "DeletionBlocked";
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  private final LiveObjects live;
  private final FolderRegistry registry;
  private final DeletionObserver<R, T> observer;
  private final Writes writes;
  private final Events events;
  private final Clock clock;
  private final Supplier<UUID> keys;
  private final Deletable<R, T> kind;
  private final FolderTurns turns = new FolderTurns();

  public Deletion(
      KubernetesClient client,
      FolderRegistry registry,
      FolderAccess access,
      Writes writes,
      Events events,
      Clock clock,
      Supplier<UUID> keys,
      Deletable<R, T> kind) {
    this.live = new LiveObjects(client);
    this.registry = registry;
    this.observer = new DeletionObserver<>(client, registry, access, clock, kind);
    this.writes = writes;
    this.events = events;
    this.clock = clock;
    this.keys = keys;
    this.kind = kind;
  }

  /**
   * That the deletion, or the finalizer that holds it up, was dealt with and nothing else is to be.
   *
   * @param next when to come again; null where an event brings it
   */
  public record Handled(@Nullable Duration next) {}

  /**
   * Does what the object's deletion, or its deletionPolicy, asks for; nothing where all is well.
   */
  public Optional<Handled> handle(R object) {
    boolean held = object.hasFinalizer(kind.finalizer());
    if (object.isMarkedForDeletion()) {
      return Optional.of(new Handled(held ? advance(object) : null));
    }
    boolean deletes = kind.wanted(object);
    if (deletes == held || Marks.of(object).paused()) {
      return Optional.empty();
    }
    // The edited object wakes its reconciler again.
    Optional<R> edited =
        deletes
            ? writes.addFinalizer(object, kind.finalizer())
            : writes.removeFinalizer(object, kind.finalizer());
    return Optional.of(new Handled(edited.isPresent() ? null : AFTER_CONFLICT));
  }

  /** One step; gives when the next one is due. */
  private @Nullable Duration advance(R cached) {
    FolderRef folder = kind.folderOf(cached);
    return registry.find(folder).isEmpty()
        ? step(cached)
        : turns.take(folder, () -> step(cached), SOON);
  }

  private @Nullable Duration step(R cached) {
    // The cache may not know yet of an operation that this reconciler has just begun.
    R object = live.same(cached).filter(r -> r.hasFinalizer(kind.finalizer())).orElse(null);
    if (object == null) {
      return null;
    }
    Optional<FolderState> folder = observer.folder(kind.folderOf(object));
    DeletionObservation<T> seen = observer.observe(object, folder);
    return switch (DeletionDecision.decide(kind.words(), seen)) {
      case DeletionOutcome.Delete<T>(T value) ->
          delete(object, folder.flatMap(DeletionObserver::api).orElseThrow(), seen, value);
      case DeletionOutcome<T> outcome -> perform(object, outcome);
    };
  }

  private @Nullable Duration perform(R object, DeletionOutcome<T> outcome) {
    return switch (outcome) {
      case DeletionOutcome.Release<T> release -> release(object, release);
      case DeletionOutcome.Delete<T> delete ->
          throw new IllegalStateException("a refused deletion can't lead to another one");
      case DeletionOutcome.Follow<T> follow ->
          deleting(object, follow.operationId(), follow.next());
      case DeletionOutcome.Blocked<T> blocked -> blocked(object, blocked);
    };
  }

  private @Nullable Duration release(R object, DeletionOutcome.Release<T> release) {
    if (release.warning()) {
      events.warning(object, release.end().name(), release.message());
    } else {
      events.normal(object, release.end().name(), release.message());
    }
    return writes.removeFinalizer(object, kind.finalizer()).isPresent() ? null : SOON;
  }

  private @Nullable Duration delete(R object, BackupApi api, DeletionObservation<T> seen, T value) {
    try {
      String operation = kind.delete(api, object, value, keys.get().toString()).id();
      events.normal(
          object,
          DELETING,
          "The cloud deletes " + kind.words().thing() + ": operation " + operation + ".");
      return deleting(object, operation, SOON);
    } catch (CloudException e) {
      return perform(object, DeletionDecision.refused(kind.words(), seen, e.error()));
    }
  }

  private Duration deleting(R object, @Nullable String operation, Duration next) {
    String message = "The cloud deletes " + kind.words().thing() + ".";
    return say(object, operation, Kstatus.IN_PROGRESS.conditions(DELETING, message), next);
  }

  private Duration blocked(R object, DeletionOutcome.Blocked<T> blocked) {
    Progress before = kind.progress(object);
    boolean first =
        Condition.find(before.conditions(), Condition.READY)
            .filter(ready -> ready.reason().equals(BLOCKED))
            .isEmpty();
    if (first) {
      events.warning(object, BLOCKED, blocked.message());
    }
    return say(
        object,
        blocked.failed() ? null : before.operationId(),
        Kstatus.FAILED.conditions(BLOCKED, blocked.message()),
        blocked.next());
  }

  private Duration say(
      R object, @Nullable String operation, List<Condition> kstatus, Duration next) {
    Progress before = kind.progress(object);
    List<Condition> conditions = new ArrayList<>(kstatus);
    before.conditions().stream().filter(c -> !c.isKstatus()).forEach(conditions::add);
    Progress after =
        new Progress(
            Condition.merge(
                before.conditions(),
                conditions,
                object.getMetadata().getGeneration(),
                clock.instant()),
            operation);
    return !kind.setProgress(object, Marks.of(object).nudge(), after)
            || writes.status(object).isPresent()
        ? next
        : SOON;
  }
}
