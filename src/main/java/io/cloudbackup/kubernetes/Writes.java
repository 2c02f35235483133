package io.cloudbackup.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the API server. Each carries the uid and the resourceVersion of the object as it was
 * read, so that it lands on that object in that state or not at all; one that the client sends
 * again after a 5xx lands once.
 */
public final class Writes {
  private static final int GONE_OR_CHANGED = HttpURLConnection.HTTP_CONFLICT;
  private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

  private final KubernetesClient client;
  private final Semaphore permits;

  /**
   * @param atOnce how many writes may be under way at the same time, so that a cloud that comes
   *     back with news about ten thousand machines doesn't flood the API server
   */
  public Writes(KubernetesClient client, int atOnce) {
    this.client = client;
    this.permits = new Semaphore(atOnce);
  }

  /**
   * Replaces the status by the one that {@code object} holds.
   *
   * @return the object as it is stored now; nothing where it changed or went meanwhile, so that the
   *     caller has to read and decide again
   */
  public <T extends HasMetadata> Optional<T> status(T object) {
    return attempt(() -> client.resource(object).updateStatus());
  }

  /**
   * Creates an object.
   *
   * @return the object as it is stored; nothing where there is one of that name, or where its
   *     namespace goes or is gone
   */
  public <T extends HasMetadata> Optional<T> create(T object) {
    return attempt(() -> client.resource(object).create());
  }

  /** Replaces labels; nothing where the object changed or went meanwhile. A null removes one. */
  public <T extends HasMetadata> Optional<T> labels(
      T object, Map<String, @Nullable String> labels) {
    return patchMetadata(object, "labels", labels);
  }

  /** Adds a finalizer; nothing where the object changed or went meanwhile. */
  public <T extends HasMetadata> Optional<T> addFinalizer(T object, String finalizer) {
    List<String> finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
    finalizers.add(finalizer);
    return patchMetadata(object, "finalizers", finalizers);
  }

  /** Removes a finalizer; nothing where the object changed or went meanwhile. */
  public <T extends HasMetadata> Optional<T> removeFinalizer(T object, String finalizer) {
    List<String> finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
    finalizers.remove(finalizer);
    return patchMetadata(object, "finalizers", finalizers);
  }

  /**
   * Deletes exactly that object in exactly that state; false where it changed or went meanwhile.
   */
  public boolean delete(HasMetadata object) {
    return attempt(
            () -> {
              client.resource(object).lockResourceVersion().delete();
              return object;
            })
        .isPresent();
  }

  private <T extends HasMetadata> Optional<T> patchMetadata(T object, String field, Object value) {
    Map<String, Object> patch =
        Map.of(
            "metadata",
            Map.of(
                "uid",
                object.getMetadata().getUid(),
                "resourceVersion",
                object.getMetadata().getResourceVersion(),
                field,
                value));
    String json = client.getKubernetesSerialization().asJson(patch);
    return attempt(
        () -> client.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), json));
  }

  private <T extends HasMetadata> Optional<T> attempt(Supplier<T> write) {
    permits.acquireUninterruptibly();
    try {
      return Optional.of(write.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == GONE_OR_CHANGED
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || namespaceTerminates(e)) {
        return Optional.empty();
      }
      throw e;
    } finally {
      permits.release();
    }
  }

  private static boolean namespaceTerminates(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(Status::getDetails)
        .map(StatusDetails::getCauses)
        .filter(
            causes -> causes.stream().anyMatch(c -> NAMESPACE_TERMINATING.equals(c.getReason())))
        .isPresent();
  }
}
