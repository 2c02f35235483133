package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    bundle.add("operator-log.txt", this::log);
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

  private String log() {
    StringBuilder log = new StringBuilder();
    for (Pod pod : labelled(Pod.class)) {
      String where = pod.getMetadata().getNamespace();
      log.append("== ").append(where).append('/').append(pod.getMetadata().getName()).append('\n');
      log.append(
          cluster
              .client()
              .pods()
              .inNamespace(where)
              .withName(pod.getMetadata().getName())
              .tailingLines(LOG_LINES)
              .getLog());
    }
    return log.isEmpty() ? "no pod has the operator's labels\n" : log.toString();
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
