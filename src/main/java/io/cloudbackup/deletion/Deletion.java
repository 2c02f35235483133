package io.cloudbackup.deletion;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.deletion.Deletable.Progress;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.FolderView;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.LiveObjects;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out the deletion of objects whose deletionPolicy is Delete. */
public final class Deletion<R extends HasMetadata, T> {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

  /**
   * How many objects of a folder ask the cloud at the same time. The deletion itself is not sent
   * when it would have to wait for long, so what goes before it in its lane has to stay short.
   */
  private static final int AT_ONCE = 5;

  private final KubernetesClient client;
  private final LiveObjects live;
  private final TerminatingKinds kinds;
  private final FolderRegistry registry;
  private final FolderAccess access;
  private final Writes writes;
  private final Events events;
  private final Clock clock;
  private final Supplier<UUID> keys;
  private final Deletable<R, T> kind;
  private final Map<FolderRef, Semaphore> turns = new ConcurrentHashMap<>();

  public Deletion(
      KubernetesClient client,
      FolderRegistry registry,
      FolderAccess access,
      Writes writes,
      Events events,
      Clock clock,
      Supplier<UUID> keys,
      Deletable<R, T> kind) {
    this.client = client;
    this.live = new LiveObjects(client);
    this.kinds = new TerminatingKinds(client);
    this.registry = registry;
    this.access = access;
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
  public record Turn(@Nullable Duration next) {}

  /**
   * Does what the object's deletion, or its deletionPolicy, asks for; nothing where all is well.
   */
  public Optional<Turn> turn(R object) {
    boolean held = object.hasFinalizer(kind.finalizer());
    if (object.isMarkedForDeletion()) {
      return Optional.of(new Turn(held ? advance(object) : null));
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
    return Optional.of(new Turn(edited.isPresent() ? null : AFTER_CONFLICT));
  }

  /** One step, in the folder's turn; gives when the next one is due. */
  private @Nullable Duration advance(R cached) {
    FolderRef folder = kind.folderOf(cached);
    if (registry.find(folder).isEmpty()) {
      return step(cached);
    }
    Semaphore turn = turns.computeIfAbsent(folder, _ -> new Semaphore(AT_ONCE, true));
    try {
      turn.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SOON;
    }
    try {
      return step(cached);
    } finally {
      turn.release();
    }
  }

  private @Nullable Duration step(R cached) {
    // The cache may not know yet of an operation that this reconciler has just begun.
    R object = live.same(cached).filter(r -> r.hasFinalizer(kind.finalizer())).orElse(null);
    if (object == null) {
      return null;
    }
    Optional<FolderState> folder = folder(kind.folderOf(object));
    DeletionObservation<T> seen = observe(object, folder);
    return switch (DeletionDecision.decide(kind.words(), seen)) {
      case DeletionOutcome.Delete<T>(T value) ->
          delete(object, folder.flatMap(Deletion::api).orElseThrow(), seen, value);
      case DeletionOutcome<T> outcome -> perform(object, outcome);
    };
  }

  /** The folder as the API server has it now. */
  private Optional<FolderState> folder(FolderRef ref) {
    Optional<FolderState> known = registry.find(ref);
    if (known.isEmpty()) {
      return known;
    }
    BackupFolder live =
        client
            .resources(BackupFolder.class)
            .inNamespace(ref.resolvedNamespace())
            .withName(ref.name())
            .get();
    return Optional.ofNullable(live).flatMap(known.get()::as);
  }

  private @Nullable Duration perform(R object, DeletionOutcome<T> outcome) {
    return switch (outcome) {
      case DeletionOutcome.Release<T> release -> release(object, release);
      case DeletionOutcome.Delete<T> delete ->
          throw new IllegalStateException("a refused deletion can't lead to another one");
      case DeletionOutcome.Follow<T> follow ->
          say(object, follow.operationId(), "Deleting", underWay(), follow.next());
      case DeletionOutcome.Blocked<T> blocked ->
          say(
              object,
              blocked.failed() ? null : kind.progress(object).operationId(),
              "DeletionBlocked",
              blocked.message(),
              blocked.next());
    };
  }

  private DeletionObservation<T> observe(R object, Optional<FolderState> folder) {
    Marks marks = Marks.of(object);
    FolderView.Refused blocked = blocked(object, folder);
    BackupApi api = blocked == null ? folder.flatMap(Deletion::api).orElse(null) : null;
    String operationId = kind.progress(object).operationId();
    Lookup<Operation> operation =
        api == null || operationId == null
            ? new Lookup.NotAsked<>()
            : Lookup.of(() -> api.getOperation(operationId));
    return new DeletionObservation<>(
        marks.abandon(),
        marks.paused(),
        pending(object),
        terminating(object),
        operationId == null && kinds.terminating(object),
        kind.wanted(object),
        kind.rival(object, folder),
        folder.map(f -> f.spec().folderId()).orElse(null),
        blocked,
        api == null || tellsAll(operation)
            ? new Target.NotAsked<>()
            : kind.look(object, folder.orElseThrow(), api),
        operationId,
        operation);
  }

  /** Whether nothing more has to be asked: it runs, or it has done what it should. */
  private static boolean tellsAll(Lookup<Operation> operation) {
    return operation instanceof Lookup.Found<Operation>(Operation found)
        && (!found.done() || found.error() == null);
  }

  private Duration pending(R object) {
    return Duration.between(
        Instant.parse(object.getMetadata().getDeletionTimestamp()), clock.instant());
  }

  private FolderView.@Nullable Refused blocked(R object, Optional<FolderState> found) {
    String namespace = object.getMetadata().getNamespace();
    if (access.view(kind.folderOf(object), found, namespace)
        instanceof FolderView.Refused refused) {
      return refused;
    }
    FolderState folder = found.orElseThrow();
    String refusal = kind.refusal(object, folder);
    if (refusal != null) {
      return new FolderView.Refused("NotPermitted", refusal);
    }
    if (folder.api() == null) {
      return new FolderView.Refused(
          "FolderNotReady",
          "BackupFolder "
              + folder.ref()
              + " has no connection to the cloud"
              + (folder.problem() == null ? "." : ": " + folder.problem().message()));
    }
    return null;
  }

  private Optional<Duration> terminating(R object) {
    Namespace namespace = client.namespaces().withName(object.getMetadata().getNamespace()).get();
    return namespace == null
        // Somebody forced it away, and this object with it.
        ? Optional.of(DeletionDecision.PATIENCE_WITH_NAMESPACE)
        : Marks.terminating(namespace, clock.instant());
  }

  private @Nullable Duration release(R object, DeletionOutcome.Release<T> release) {
    if (release.warning()) {
      events.warning(object, release.reason(), release.message());
    } else {
      events.normal(object, release.reason(), release.message());
    }
    return writes.removeFinalizer(object, kind.finalizer()).isPresent() ? null : SOON;
  }

  private @Nullable Duration delete(R object, BackupApi api, DeletionObservation<T> seen, T value) {
    try {
      String operation = kind.delete(api, object, value, keys.get().toString()).id();
      events.normal(
          object,
          "Deleting",
          "The cloud deletes " + kind.words().thing() + ": operation " + operation + ".");
      return say(object, operation, "Deleting", underWay(), SOON);
    } catch (CloudException e) {
      return perform(object, DeletionDecision.refused(kind.words(), seen, e.error()));
    }
  }

  private String underWay() {
    return "The cloud deletes " + kind.words().thing() + ".";
  }

  private @Nullable Duration say(
      R object, @Nullable String operation, String reason, String message, Duration next) {
    Progress before = kind.progress(object);
    boolean blocked = reason.equals("DeletionBlocked");
    List<Condition> conditions = new ArrayList<>();
    conditions.add(Condition.of(Condition.READY, false, reason, message));
    conditions.add(Condition.of(Condition.RECONCILING, !blocked, reason, ""));
    conditions.add(Condition.of(Condition.STALLED, blocked, reason, blocked ? message : ""));
    before.conditions().stream().filter(c -> !c.isKstatus()).forEach(conditions::add);
    Progress after =
        new Progress(
            Condition.merge(
                before.conditions(),
                conditions,
                object.getMetadata().getGeneration(),
                clock.instant()),
            operation);
    if (!kind.setProgress(object, Marks.of(object).nudge(), after)) {
      return next;
    }
    boolean first =
        blocked
            && Condition.find(before.conditions(), Condition.READY)
                .filter(c -> c.reason().equals(reason))
                .isEmpty();
    if (first) {
      events.warning(object, reason, message);
    }
    return writes.status(object).isPresent() ? next : SOON;
  }

  private static Optional<BackupApi> api(FolderState folder) {
    return Optional.ofNullable(folder.api()).map(api -> api.in(Lane.CHANGE));
  }
}
