package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the operator has left in the cluster beside its objects' statuses. */
final class OperatorTraces {
  private static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/name", "cloud-backup-operator");
  private static final int LOG_LINES = 2_000;

  private final Cluster cluster;
  private final @Nullable String namespace;

  OperatorTraces(Cluster cluster, @Nullable String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  void into(Bundle bundle) throws IOException {
    bundle.objects("events", this::events);
    bundle.objects("operator-deployments", () -> labelled(Deployment.class));
    bundle.objects("operator-pods", () -> labelled(Pod.class));
    bundle.add("operator-log.txt", () -> log(bundle));
    bundle.add("schemas.txt", this::schemas);
  }

  private List<Event> events() {
    return cluster.list(Event.class, namespace).stream()
        .filter(
            e ->
                String.valueOf(e.getInvolvedObject().getApiVersion())
                    .startsWith(BackupApiGroup.GROUP + "/"))
        .toList();
  }

  private <T extends HasMetadata> List<T> labelled(Class<T> kind) {
    List<T> found = new ArrayList<>();
    cluster.pages(kind, null, LABELS, found::addAll);
    return found;
  }

  private String log(Bundle bundle) {
    StringBuilder log = new StringBuilder();
    for (Pod pod : labelled(Pod.class)) {
      String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
      log.append("== ").append(name).append('\n');
      try {
        log.append(log(pod)).append('\n');
      } catch (Failure e) {
        // The others' logs are worth having all the same.
        bundle.leaveOut("log of " + name, e);
        log.append("left out: ").append(e.line()).append('\n');
      }
    }
    return log.isEmpty() ? "no pod has the operator's labels\n" : log.toString();
  }

  private String log(Pod pod) {
    String where = pod.getMetadata().getNamespace();
    Refusal about = new Refusal("get", "pods/log", " in namespace " + where, cluster.server());
    // The client's own way to a log waits until the Pod is ready, which one with a defect never is.
    String path =
        "/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d"
            .formatted(where, pod.getMetadata().getName(), container(pod), LOG_LINES);
    return cluster.ask(
        about, () -> Objects.requireNonNullElse(cluster.client().raw(path), "the Pod is gone"));
  }

  /** The chart's; beside it there may be some that others put into the Pod. */
  private static String container(Pod pod) {
    List<String> names = pod.getSpec().getContainers().stream().map(Container::getName).toList();
    return names.contains("operator") ? "operator" : names.getFirst();
  }

  /** Not the schemas themselves, which are in the chart. */
  private String schemas() {
    StringBuilder text = new StringBuilder();
    cluster.list(CustomResourceDefinition.class, null).stream()
        .filter(c -> c.getSpec().getGroup().equals(BackupApiGroup.GROUP))
        .forEach(
            c ->
                text.append(c.getMetadata().getName())
                    .append(" generation ")
                    .append(c.getMetadata().getGeneration())
                    .append(", created ")
                    .append(c.getMetadata().getCreationTimestamp())
                    .append('\n'));
    return text.toString();
  }
}
