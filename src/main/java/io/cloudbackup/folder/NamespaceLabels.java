package io.cloudbackup.folder;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells which namespaces' labels may have changed, so that what hangs on them is looked at again at
 * once.
 */
public final class NamespaceLabels implements ResourceEventHandler<Namespace>, AutoCloseable {
  private final SharedIndexInformer<Namespace> informer;
  private final Consumer<String> changed;

  NamespaceLabels(SharedIndexInformer<Namespace> informer, Consumer<String> changed) {
    this.informer = informer;
    this.changed = changed;
  }

  /**
   * Begins to watch. A watch that can't be had is tried again and again: without it a label counts
   * from the next look on.
   *
   * @param changed is given the name of a namespace that the watch sees for the first time, or
   *     whose labels have changed; must return at once
   */
  public static NamespaceLabels watch(KubernetesClient client, Consumer<String> changed) {
    SharedIndexInformer<Namespace> informer = client.namespaces().runnableInformer(0);
    NamespaceLabels labels = new NamespaceLabels(informer, changed);
    var _ = informer.addEventHandler(labels).exceptionHandler((started, failure) -> true).start();
    return labels;
  }

  @Override
  public void close() {
    informer.stop();
  }

  @Override
  public void onAdd(Namespace namespace) {
    // Its labels may have changed after something in it was first looked at, and before the watch
    // began.
    changed.accept(namespace.getMetadata().getName());
  }

  @Override
  public void onUpdate(Namespace before, Namespace after) {
    if (!Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())) {
      changed.accept(after.getMetadata().getName());
    }
  }

  @Override
  public void onDelete(Namespace namespace, boolean unknown) {
    // What is in it goes too.
  }
}
