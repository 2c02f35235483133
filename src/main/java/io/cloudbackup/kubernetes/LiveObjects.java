package io.cloudbackup.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objects as the API server has them, where a cache that is behind would mislead. */
public final class LiveObjects {
  private final KubernetesClient client;

  public LiveObjects(KubernetesClient client) {
    this.client = client;
  }

  /** The same object now; nothing where it is gone, or another one has its name. */
  public <T extends HasMetadata> Optional<T> same(T cached) {
    return Optional.ofNullable(client.resource(cached).get())
        .filter(live -> live.getMetadata().getUid().equals(cached.getMetadata().getUid()));
  }

  /**
   * The object, live where it asks for a fresh look: that takes calls to the cloud, and the cache
   * may not know yet that it was answered.
   *
   * @param observed whether it has a status
   * @param handled the request that its status says was answered last
   */
  public <T extends HasMetadata> Optional<T> toObserve(
      T cached, boolean observed, @Nullable String handled) {
    return observed && Marks.of(cached).openRequest(handled).isPresent()
        ? same(cached)
        : Optional.of(cached);
  }
}
