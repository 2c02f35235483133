package io.cloudbackup.folder;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.NamespaceSelection;
import io.cloudbackup.api.NamespaceSelection.From;
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
  private static final String UNAVAILABLE = "NamespaceAccessUnavailable";

  private final Function<String, Map<String, String>> labels;
  private final boolean acrossNamespaces;

  /** Access by the labels that {@code labels} gives for a namespace; none where there is none. */
  public FolderAccess(Function<String, Map<String, String>> labels) {
    this(labels, true);
  }

  private FolderAccess(Function<String, Map<String, String>> labels, boolean acrossNamespaces) {
    this.labels = labels;
    this.acrossNamespaces = acrossNamespaces;
  }

  /** Access by the labels that the API server knows. */
  public static FolderAccess live(KubernetesClient client) {
    return new FolderAccess(namespace -> labels(client, namespace), true);
  }

  /**
   * Access from a folder's own namespace only, for an operator that watches single namespaces: it
   * may not read the labels of others, and knows nothing of who is in them.
   */
  public static FolderAccess withinNamespaces() {
    return new FolderAccess(namespace -> Map.of(), false);
  }

  /** Why a folder with that spec can't be used at all; nothing where it can. */
  public Optional<FolderProblem> refusal(BackupFolderSpec spec) {
    boolean own =
        spec.observers().from() == From.Same
            && spec.access().stream().allMatch(rule -> rule.namespaces().from() == From.Same);
    return acrossNamespaces || own
        ? Optional.empty()
        : Optional.of(
            new FolderProblem(
                UNAVAILABLE,
                "spec.allowedNamespaces and spec.access may not say All or Selector: the operator is installed for"
                    + " single namespaces (watchNamespaces) and serves each folder in its own only. Say Same, or"
                    + " install the operator for all namespaces.",
                true));
  }

  /**
   * Why no object of that namespace can use a folder of another one, whether there is one or not;
   * nothing where that is the folder's to say.
   */
  public Optional<FolderProblem> refusal(FolderRef folder, String namespace) {
    return acrossNamespaces || namespace.equals(folder.resolvedNamespace())
        ? Optional.empty()
        : Optional.of(
            new FolderProblem(
                UNAVAILABLE,
                "No BackupFolder of another namespace can be used: the operator is installed for single namespaces"
                    + " (watchNamespaces). Create a BackupFolder in namespace "
                    + namespace
                    + ".",
                true));
  }

  /**
   * How an object of that namespace, which is to observe, stands to the folder that it names.
   *
   * @param found the folder, if there is one
   */
  public FolderView view(FolderRef ref, Optional<FolderState> found, String namespace) {
    Optional<FolderProblem> refusal = refusal(ref, namespace);
    if (refusal.isPresent()) {
      return new FolderView.Refused(refusal.get().reason(), refusal.get().message());
    }
    if (found.isEmpty() || !mayObserve(found.get(), namespace)) {
      // To another namespace a folder that is absent and one that is closed look the same.
      boolean own = ref.resolvedNamespace().equals(namespace);
      return own
          ? new FolderView.Refused(
              "BackupFolderNotFound",
              "There is no BackupFolder " + ref + ": create it, or set spec.folderRef.")
          : new FolderView.Refused(
              "FolderNotAvailable",
              "There is no BackupFolder " + ref + " that namespace " + namespace + " may use.");
    }
    return found.get().view();
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
    if (!acrossNamespaces) {
      return namespace.equals(folder.ref().resolvedNamespace());
    }
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
