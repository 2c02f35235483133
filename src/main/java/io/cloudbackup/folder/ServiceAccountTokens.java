package io.cloudbackup.folder;

import io.cloudbackup.cloud.NoSubjectTokenException;
import io.cloudbackup.cloud.SubjectTokens;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;

/**
 * Tokens of a Kubernetes ServiceAccount, each asked of the API server when it is needed (the
 * TokenRequest API) and kept nowhere. None is handed out that the API server itself would accept:
 * whoever it is sent to could act as the ServiceAccount in the cluster.
 *
 * @param audience who the tokens are for
 * @param lifetime of each; the API server gives none that lives less than ten minutes
 */
record ServiceAccountTokens(
    KubernetesClient client, String namespace, String name, String audience, Duration lifetime)
    implements SubjectTokens {
  /** HTTP 422: the request is wrong and stays so. */
  private static final int UNPROCESSABLE = 422;

  @Override
  public String fresh() {
    try {
      String token = request();
      if (new ApiServerDoor(client).opensTo(token)) {
        throw audienceNotAllowed();
      }
      return token;
    } catch (KubernetesClientException e) {
      throw refused(e);
    }
  }

  @Override
  public String description() {
    return "system:serviceaccount:" + namespace + ":" + name + " with the audience " + audience;
  }

  @Override
  public String toString() {
    return "ServiceAccountTokens[" + description() + "]";
  }

  private String request() {
    TokenRequest answer =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withAudiences(audience)
                    .withExpirationSeconds(lifetime.toSeconds())
                    .endSpec()
                    .build());
    return Optional.ofNullable(answer)
        .map(TokenRequest::getStatus)
        .map(status -> status.getToken())
        .filter(token -> !token.isEmpty())
        .orElseThrow(
            () ->
                new NoSubjectTokenException(
                    "TokenRequestFailed", "the API server's answer has no token in it", false));
  }

  private NoSubjectTokenException audienceNotAllowed() {
    return new NoSubjectTokenException(
        "AudienceNotAllowed",
        "the API server itself accepts tokens with the audience "
            + audience
            + ", so whoever gets one could act as ServiceAccount "
            + namespace
            + "/"
            + name
            + " in the cluster; none was sent. Give the workload identity federation an audience of"
            + " its own, and set spec.credentials.workloadIdentity.audience to it",
        true);
  }

  private NoSubjectTokenException refused(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new NoSubjectTokenException(
              "ServiceAccountNotFound",
              "there is no ServiceAccount " + name + " in namespace " + namespace + ": create it",
              true);
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new NoSubjectTokenException(
              "TokenRequestForbidden",
              text(e)
                  + ". Grant it in namespace "
                  + namespace
                  + ": a Role with the verb create on serviceaccounts/token, resourceName "
                  + name
                  + ", and a RoleBinding to the operator's ServiceAccount",
              true);
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
          new NoSubjectTokenException("TokenRequestFailed", text(e), true);
      default ->
          new NoSubjectTokenException(
              "TokenRequestFailed",
              "the API server gives no token of ServiceAccount "
                  + namespace
                  + "/"
                  + name
                  + (e.getCode() == 0 ? "" : " (HTTP " + e.getCode() + ")")
                  + ". It is tried again",
              false);
    };
  }

  /** What the API server says, without the client's words about URLs. */
  private static String text(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? "the API server answers HTTP " + e.getCode()
        : e.getStatus().getMessage();
  }
}
