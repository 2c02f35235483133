package io.cloudbackup.folder;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.NamespaceSelection;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who may do what through a BackupFolder. A namespace's labels are read live, and only where a rule
 * asks for them, so that a grant that was withdrawn is never used.
 */
public final class FolderAccess {
  private final Function<String, Map<String, String>> labels;

  public FolderAccess(KubernetesClient client) {
    this(namespace -> labels(client, namespace));
  }

  /** Access by the labels that {@code labels} gives for a namespace; none where there is none. */
  public FolderAccess(Function<String, Map<String, String>> labels) {
    this.labels = labels;
  }

  /** Whether objects of that namespace may observe through the folder. */
  public boolean mayObserve(FolderState folder, String namespace) {
    return selects(folder.spec().observers(), folder, namespace);
  }

  /** Whether objects of that namespace may do {@code verb} to that machine through the folder. */
  public boolean mayAct(
      FolderState folder, String namespace, String verb, String computeInstanceId) {
    if (namespace.equals(folder.ref().resolvedNamespace())) {
      return true;
    }
    return mayObserve(folder, namespace)
        && folder.spec().access().stream()
            .filter(rule -> rule.verbs().contains(verb))
            .filter(rule -> covers(rule, computeInstanceId))
            .anyMatch(rule -> selects(rule.namespaces(), folder, namespace));
  }

  private static boolean covers(AccessRule rule, String computeInstanceId) {
    return rule.computeInstanceIds().isEmpty()
        || rule.computeInstanceIds().contains(computeInstanceId);
  }

  private boolean selects(NamespaceSelection selection, FolderState folder, String namespace) {
    return switch (selection.from()) {
      case Same -> namespace.equals(folder.ref().resolvedNamespace());
      case All -> true;
      case Selector ->
          namespace.equals(folder.ref().resolvedNamespace()) || labelled(selection, namespace);
    };
  }

  private boolean labelled(NamespaceSelection selection, String namespace) {
    NamespaceSelection.Selector selector = selection.selector();
    if (selector == null || selector.matchLabels().isEmpty()) {
      return false;
    }
    return labels.apply(namespace).entrySet().containsAll(selector.matchLabels().entrySet());
  }

  private static Map<String, String> labels(KubernetesClient client, String namespace) {
    Namespace found = client.namespaces().withName(namespace).get();
    return Optional.ofNullable(found).map(n -> n.getMetadata().getLabels()).orElse(Map.of());
  }
}
