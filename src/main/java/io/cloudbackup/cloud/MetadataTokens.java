package io.cloudbackup.cloud;

import io.cloudbackup.cloud.CloudError.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Asks the machine's metadata service for the token of the service account that is attached to the
 * machine. Source: yandex.cloud/en/docs/compute/operations/vm-connect/auth-inside-vm.
 */
final class MetadataTokens implements Supplier<IssuedToken> {
  static final String CALL = "MetadataToken.get";

  /** It is on the same machine: where it doesn't answer soon, it isn't there. */
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  private static final long BODY_LIMIT = 64 * 1024;

  private final HttpUrl url;
  private final CloudHttp http;

  MetadataTokens(URI address, CloudHttp http) {
    this.url =
        HttpUrl.get(address.toString())
            .newBuilder()
            .encodedPath("/computeMetadata/v1/instance/service-accounts/default/token")
            .build();
    this.http = http;
  }

  /**
   * @throws CloudException whose error isn't ambiguous
   */
  @Override
  public IssuedToken get() {
    Request.Builder request =
        new Request.Builder().url(url).header("Metadata-Flavor", "Google").get();
    try {
      return AccessToken.read(CALL, http.exchange(CALL, request, BODY_LIMIT, AT_MOST));
    } catch (CloudException e) {
      throw e.error().httpStatus() == 404 ? nobodyAttached(e) : unavailable(e);
    }
  }

  private static CloudException nobodyAttached(CloudException e) {
    return CloudErrors.noToken(
        "NoServiceAccountAttached",
        "no service account is attached to the machine on which the operator runs. Attach one with"
            + " `yc compute instance update <name> --service-account-name <account>`, or use"
            + " another kind of credentials",
        e);
  }

  private CloudException unavailable(CloudException e) {
    CloudError error = e.error();
    return new CloudException(
        new CloudError(
            Kind.UNREACHABLE,
            error.httpStatus(),
            error.message()
                + ". Check that the operator runs on a machine of Yandex Cloud that has its"
                + " metadata service at "
                + url.scheme()
                + "://"
                + url.host()
                + ", and that its Pod may reach it. It is tried again",
            error.requestId(),
            CALL,
            "MetadataUnavailable"),
        e);
  }
}
