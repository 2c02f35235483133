package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.CloudError.Kind;
import java.net.URI;
import java.util.function.Supplier;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Exchanges the token of another issuer for an IAM token: workload identity federation. Source:
 * yandex.cloud/en/docs/iam/operations/wlif/setup-wlif.
 */
final class TokenExchange implements Supplier<IssuedToken> {
  static final String CALL = "TokenExchange.create";

  private static final String PREFIX = "urn:ietf:params:oauth:";
  private static final long BODY_LIMIT = 64 * 1024;

  private final Credentials.WorkloadIdentity identity;
  private final HttpUrl url;
  private final CloudHttp http;

  TokenExchange(Credentials.WorkloadIdentity identity, URI endpoint, CloudHttp http) {
    this.identity = identity;
    this.url = HttpUrl.get(endpoint.toString()).newBuilder().encodedPath("/oauth/token").build();
    this.http = http;
  }

  /**
   * @throws CloudException whose error isn't ambiguous
   */
  @Override
  public IssuedToken get() {
    String subjectToken = subjectToken();
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .tag(EchoedSecret.class, new EchoedSecret(subjectToken))
            .post(form(subjectToken));
    try {
      JsonNode answer = http.exchange(CALL, request, BODY_LIMIT);
      return AccessToken.read(CALL, answer);
    } catch (CloudException e) {
      throw refusal(e.error()) ? refused(e) : CloudErrors.withoutToken(e);
    }
  }

  private String subjectToken() {
    try {
      return identity.subject().fresh();
    } catch (NoSubjectTokenException e) {
      Kind kind = e.lasting() ? Kind.NO_TOKEN : Kind.UNREACHABLE;
      throw new CloudException(
          new CloudError(kind, 0, String.valueOf(e.getMessage()), "", CALL, e.reason()), e);
    }
  }

  private FormBody form(String subjectToken) {
    return new FormBody.Builder()
        .add("grant_type", PREFIX + "grant-type:token-exchange")
        .add("requested_token_type", PREFIX + "token-type:access_token")
        .add("audience", identity.serviceAccountId())
        .add("subject_token", subjectToken)
        .add("subject_token_type", PREFIX + "token-type:id_token")
        .build();
  }

  // OAuth's errors have none of the cloud's codes, so only the status tells.
  private static boolean refusal(CloudError error) {
    return switch (error.httpStatus()) {
      case 400, 401, 403, 404 -> true;
      default -> false;
    };
  }

  private CloudException refused(CloudException e) {
    String why = e.error().message();
    return CloudErrors.noToken(
        "TokenExchangeRefused",
        why
            + (why.endsWith(".") ? "" : ".")
            + " Let service account "
            + identity.serviceAccountId()
            + " trust "
            + identity.subject().description()
            + ": it needs a federated credential with this subject in a workload identity"
            + " federation that has the issuer of these tokens and this audience",
        e);
  }
}
