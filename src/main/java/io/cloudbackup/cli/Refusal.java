package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the API server, so that its refusal can be told.
 *
 * @param verb as RBAC calls it
 * @param resource as RBAC calls it, with its group
 * @param where such as {@code " in namespace demo"}, or empty for all namespaces
 * @param server its URL
 */
record Refusal(String verb, String resource, String where, String server) {
  /** The chart's roles are for these kinds only. */
  private static final String OWN = "." + BackupApiGroup.GROUP;

  private static final Pattern USER = Pattern.compile("User \"([^\"]+)\"");

  static Refusal of(
      String verb, Class<? extends HasMetadata> kind, @Nullable String namespace, String server) {
    return new Refusal(
        verb,
        HasMetadata.getFullResourceName(kind),
        namespace == null ? " in all namespaces" : " in namespace " + namespace,
        server);
  }

  /** What the command ends with. */
  Failure told(KubernetesClientException e) {
    return switch (e.getCode()) {
      // No answer at all.
      case 0, -1 -> unreachable(e);
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          new Failure(
              ExitCode.KUBECONFIG,
              "The cluster at "
                  + server
                  + " does not accept the login of the kubeconfig (401): log in again, or choose"
                  + " another --context.",
              e);
      case HttpURLConnection.HTTP_FORBIDDEN -> new Failure(ExitCode.FORBIDDEN, forbidden(e), e);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new Failure(
              ExitCode.NOT_FOUND,
              "The cluster has no "
                  + resource
                  + where
                  + ": check --context and --namespace; where the operator is not installed, install"
                  + " its chart.",
              e);
      default ->
          new Failure(ExitCode.FAILED, "The cluster refused to " + verb + ": " + words(e), e);
    };
  }

  private String forbidden(KubernetesClientException e) {
    String words = words(e);
    if (!words.contains("cannot " + verb)) {
      // An admission policy: it says by itself what it wants.
      return "The cluster forbids to " + verb + " " + resource + where + ": " + words;
    }
    Matcher user = USER.matcher(words);
    return denied(user.find() ? user.group(1) : null);
  }

  /** That a right is lacking, and whose. */
  String denied(@Nullable String user) {
    return "You may not "
        + verb
        + " "
        + resource
        + where
        + (user == null ? "" : " as " + user)
        + ": have a role bound to you with the verb "
        + verb
        + " on "
        + resource
        + (resource.endsWith(OWN)
            ? ", such as one of the operator's chart (kubectl get clusterroles | grep cloud-backup)."
            : ".");
  }

  private Failure unreachable(KubernetesClientException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (untrusted(cause)) {
      return new Failure(
          ExitCode.KUBECONFIG,
          "The certificate of the cluster at "
              + server
              + " is not trusted ("
              + cause.getMessage()
              + "): check certificate-authority and server in the kubeconfig.",
          e);
    }
    return new Failure(
        ExitCode.UNREACHABLE,
        "The cluster at "
            + server
            + " can't be reached ("
            + cause.getClass().getSimpleName()
            + ": "
            + cause.getMessage()
            + "): check the network, a VPN, and the server in the kubeconfig.",
        e);
  }

  private static boolean untrusted(Throwable cause) {
    return cause instanceof CertificateException
        || cause instanceof CertPathBuilderException
        || cause instanceof CertPathValidatorException
        || cause instanceof SSLPeerUnverifiedException;
  }

  private static String words(KubernetesClientException e) {
    Status status = e.getStatus();
    return status == null || status.getMessage() == null
        ? "HTTP " + e.getCode()
        : status.getMessage();
  }
}
