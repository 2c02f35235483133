package io.cloudbackup.runtime;

import io.cloudbackup.api.BackupFolder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the API server one thing that every part of the operator needs, so that what is in the way
 * is said once and in words.
 */
final class ClusterCheck {
  private static final long ONE = 1;

  private final KubernetesClient client;
  private final Set<String> namespaces;

  /**
   * A check.
   *
   * @param namespaces those that the operator watches; empty for all
   */
  ClusterCheck(KubernetesClient client, Set<String> namespaces) {
    this.client = client;
    this.namespaces = namespaces;
  }

  /** What keeps the operator from its work, and what to do about it. */
  Optional<String> obstacle() {
    try {
      var options = new ListOptionsBuilder().withLimit(ONE).build();
      var folders = client.resources(BackupFolder.class);
      if (namespaces.isEmpty()) {
        folders.inAnyNamespace().list(options);
      } else {
        namespaces.forEach(name -> folders.inNamespace(name).list(options));
      }
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(explain(e));
    }
  }

  private String explain(KubernetesClientException e) {
    String server = "The API server " + client.getMasterUrl();
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          server + " does not accept the credentials: check KUBECONFIG or the pod's account.";
      case HttpURLConnection.HTTP_FORBIDDEN ->
          server + " forbids to list BackupFolders: install the Helm chart's rights. " + text(e);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          server + " has no BackupFolders: install the CustomResourceDefinitions first.";
      default ->
          server + " does not answer: check KUBECONFIG and that it can be reached. " + text(e);
    };
  }

  private static String text(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
