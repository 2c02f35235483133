package io.cloudbackup.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Brings an object to its reconciler that was created while a reconciliation of a deleted one of
 * the same name went on. JOSDK 5.2.3 takes the two for one that is deleted, and forgets both.
 */
public final class Successors<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  private static final long UNTIL_FORGOTTEN_MILLIS = 500;

  private final Map<ResourceID, P> missed = new ConcurrentHashMap<>();

  public Successors() {
    super(Void.class, "successors");
  }

  /**
   * To be asked where JOSDK says that the object is deleted.
   *
   * @return whether there is another one of its name, which is reconciled soon
   */
  public boolean follow(P deleted, Context<P> context) {
    ResourceID id = ResourceID.fromResource(deleted);
    return context
        .getPrimaryCache()
        .get(id)
        .map(
            successor -> {
              missed.put(id, successor);
              look(id);
              return true;
            })
        .orElseGet(
            () -> {
              missed.remove(id);
              return false;
            });
  }

  /** To be told of every reconciliation of an object that is there. */
  public void arrived(P object) {
    missed.remove(ResourceID.fromResource(object));
  }

  /** Again and again, since an event before JOSDK has forgotten the deleted one is lost too. */
  private void look(ResourceID id) {
    CompletableFuture.delayedExecutor(UNTIL_FORGOTTEN_MILLIS, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              P successor = missed.get(id);
              if (successor != null && isRunning()) {
                getEventHandler()
                    .handleEvent(new ResourceEvent(ResourceAction.UPDATED, id, successor));
                look(id);
              }
            });
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
