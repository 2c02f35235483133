package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudbackup.cloud.CloudError.Kind;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** Exchanges an authorized key for an IAM token. */
final class KeyExchange implements Supplier<IssuedToken> {
  static final String CALL = "IamToken.create";

  // "Renew hourly" is the documentation's advice, so a token lives at least that long.
  private static final Duration ASSUMED_LIFETIME = Duration.ofHours(1);
  private static final long BODY_LIMIT = 64 * 1024;

  private final Credentials.AuthorizedKey key;
  private final PrivateKey privateKey;
  private final HttpUrl url;
  private final CloudHttp http;
  private final ClientRuntime runtime;

  /**
   * @throws InvalidCredentialsException where the key is no RSA key
   */
  KeyExchange(Credentials.AuthorizedKey key, URI iam, CloudHttp http, ClientRuntime runtime) {
    this.key = key;
    this.privateKey = RsaKeys.parse(key.privateKey());
    this.url = HttpUrl.get(iam.toString()).newBuilder().encodedPath("/iam/v1/tokens").build();
    this.http = http;
    this.runtime = runtime;
  }

  /**
   * @throws CloudException whose error isn't ambiguous
   */
  @Override
  public IssuedToken get() {
    Instant now = runtime.clock().instant();
    String jwt = sign(now);
    JsonNode body = JsonNodeFactory.instance.objectNode().put("jwt", jwt);
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("x-client-request-id", runtime.ids().get().toString())
            .tag(EchoedSecret.class, new EchoedSecret(jwt))
            .post(CloudHttp.json(body));
    try {
      return issued(http.exchange(CALL, request, BODY_LIMIT), now);
    } catch (CloudException e) {
      throw CloudErrors.withoutToken(e);
    }
  }

  private String sign(Instant now) {
    try {
      return SignedJwt.sign(key.id(), key.serviceAccountId(), privateKey, now);
    } catch (InvalidCredentialsException e) {
      throw new CloudException(
          new CloudError(Kind.NO_TOKEN, 0, String.valueOf(e.getMessage()), "", CALL), e);
    }
  }

  private static IssuedToken issued(JsonNode answer, Instant now) {
    String token = answer.path("iamToken").asText("");
    if (!IssuedToken.wellFormed(token)) {
      throw new CloudException(
          CloudErrors.garbage(CALL, "the answer has no usable iamToken in it"), null);
    }
    Instant expiresAt = CloudJson.value(CALL, answer.path("expiresAt"), Instant.class);
    return new IssuedToken(
        token, expiresAt == null ? ASSUMED_LIFETIME : Duration.between(now, expiresAt));
  }
}
