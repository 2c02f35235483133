package io.cloudbackup.deletion;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.FolderView;
import io.cloudbackup.kubernetes.Marks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what the deletion of an object follows from: of the API server, then of the cloud. */
final class DeletionObserver<R extends HasMetadata, T> {
  private final KubernetesClient client;
  private final TerminatingKinds kinds;
  private final FolderRegistry registry;
  private final FolderAccess access;
  private final Clock clock;
  private final Deletable<R, T> kind;

  DeletionObserver(
      KubernetesClient client,
      FolderRegistry registry,
      FolderAccess access,
      Clock clock,
      Deletable<R, T> kind) {
    this.client = client;
    this.kinds = new TerminatingKinds(client);
    this.registry = registry;
    this.access = access;
    this.clock = clock;
    this.kind = kind;
  }

  /** The folder as the API server has it now. */
  Optional<FolderState> folder(FolderRef ref) {
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

  DeletionObservation<T> observe(R object, Optional<FolderState> folder) {
    Marks marks = Marks.of(object);
    String blocked = blocked(object, folder);
    BackupApi api = blocked == null ? folder.flatMap(DeletionObserver::api).orElse(null) : null;
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

  static Optional<BackupApi> api(FolderState folder) {
    return Optional.ofNullable(folder.api()).map(api -> api.in(Lane.CHANGE));
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

  private @Nullable String blocked(R object, Optional<FolderState> found) {
    String namespace = object.getMetadata().getNamespace();
    if (access.view(kind.folderOf(object), found, namespace)
        instanceof FolderView.Refused refused) {
      return refused.message();
    }
    FolderState folder = found.orElseThrow();
    String refusal = kind.refusal(object, folder);
    return refusal == null ? folder.disconnected() : refusal;
  }

  private Optional<Duration> terminating(R object) {
    Namespace namespace = client.namespaces().withName(object.getMetadata().getNamespace()).get();
    return namespace == null || TerminatingKinds.wentWithFormer(object, namespace)
        // Somebody forced it away, and this object with it.
        ? Optional.of(DeletionDecision.PATIENCE_WITH_NAMESPACE)
        : Optional.ofNullable(namespace.getMetadata().getDeletionTimestamp())
            .map(time -> Duration.between(Instant.parse(time), clock.instant()));
  }
}
