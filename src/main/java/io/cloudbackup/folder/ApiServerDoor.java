package io.cloudbackup.folder;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/**
 * Finds out whom the API server lets in, by knocking: that takes no right, and it is right whatever
 * audiences and authenticators the API server is configured with.
 */
final class ApiServerDoor {
  /** Answered to everybody whom the API server knows, and refused to whom it doesn't. */
  private static final String ANYTHING = "/version";

  private final KubernetesClient own;

  /**
   * @param own the operator's client, whose way to the API server is taken, without its credentials
   */
  ApiServerDoor(KubernetesClient own) {
    this.own = own;
  }

  /**
   * Whether the API server accepts the token as somebody's.
   *
   * @throws KubernetesClientException where it can't be asked
   */
  boolean opensTo(String token) {
    try (KubernetesClient stranger =
        new KubernetesClientBuilder().withConfig(stranger(token)).build()) {
      var _ = stranger.raw(ANYTHING);
      return true;
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_UNAUTHORIZED -> false;
        // Known, but without the right to ask for just this.
        case HttpURLConnection.HTTP_FORBIDDEN -> true;
        default -> throw e;
      };
    }
  }

  // Begun from nothing, so that no credentials of the operator's open the door.
  private Config stranger(String token) {
    Config config = own.getConfiguration();
    return new ConfigBuilder(Config.empty())
        .withAutoConfigure(false)
        .withMasterUrl(config.getMasterUrl())
        .withCaCertFile(config.getCaCertFile())
        .withCaCertData(config.getCaCertData())
        .withTrustStoreFile(config.getTrustStoreFile())
        .withTrustStorePassphrase(config.getTrustStorePassphrase())
        .withTrustCerts(config.isTrustCerts())
        .withDisableHostnameVerification(config.isDisableHostnameVerification())
        .withTlsVersions(config.getTlsVersions())
        .withHttpProxy(config.getHttpProxy())
        .withHttpsProxy(config.getHttpsProxy())
        .withNoProxy(config.getNoProxy())
        .withProxyUsername(config.getProxyUsername())
        .withProxyPassword(config.getProxyPassword())
        .withConnectionTimeout(config.getConnectionTimeout())
        .withRequestTimeout(config.getRequestTimeout())
        .withRequestRetryBackoffLimit(config.getRequestRetryBackoffLimit())
        .withOauthToken(token)
        .build();
  }
}
