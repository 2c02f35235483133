package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Checks the JWT that a service account exchanges for an IAM token, as the cloud documents it:
 * PS256 only, a known key, {@code iss} its account, {@code aud} the exchange's address, and at most
 * an hour between {@code iat} and {@code exp}.
 */
final class JwtVerifier {
  /** The only audience that the cloud documents, whatever address the request was sent to. */
  static final String AUDIENCE = "https://iam.api.cloud.yandex.net/iam/v1/tokens";

  /** How far a client's clock may be ahead. */
  static final long LEEWAY_SECONDS = 60;

  private static final long MAX_SECONDS = 3600;

  private static final PSSParameterSpec PS256 =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private final Map<String, AccountKey> keys;

  JwtVerifier(Map<String, AccountKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /** Whose key it is. */
  record AccountKey(String accountId, PublicKey key) {}

  /** Returns the service account that signed the token. */
  String verify(String jwt, Instant now) {
    Jwt token = Jwt.parse("The JWT", jwt);
    token.requireAlgorithm("PS256");
    AccountKey key = keys.get(token.header().path("kid").asText());
    if (key == null) {
      throw Accounts.unauthenticated("The JWT names an unknown key in kid.");
    }
    token.requireSignature(key.key(), "RSASSA-PSS", PS256);
    checkClaims(token, key.accountId(), now.getEpochSecond());
    return key.accountId();
  }

  private static void checkClaims(Jwt token, String accountId, long now) {
    JsonNode claims = token.claims();
    if (!claims.path("iss").asText().equals(accountId)) {
      throw Accounts.unauthenticated("The JWT's iss is not the service account of the key.");
    }
    if (!token.audiences().contains(AUDIENCE)) {
      throw Accounts.unauthenticated("The JWT's aud is not " + AUDIENCE + ".");
    }
    long issuedAt = claims.path("iat").asLong();
    long expiresAt = claims.path("exp").asLong();
    if (expiresAt <= now) {
      throw Accounts.unauthenticated("The JWT has expired.");
    }
    if (issuedAt > now + LEEWAY_SECONDS) {
      throw Accounts.unauthenticated("The JWT's iat lies in the future.");
    }
    if (expiresAt - issuedAt > MAX_SECONDS) {
      throw Accounts.unauthenticated("The JWT is valid for more than an hour.");
    }
  }

  /**
   * Reads a scenario's public key.
   *
   * @throws ScenarioException where it is none
   */
  static PublicKey publicKey(Scenario.Key key) {
    String base64 =
        key.publicKey()
            .replace("-----BEGIN PUBLIC KEY-----", "")
            .replace("-----END PUBLIC KEY-----", "")
            .replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ScenarioException(
          "the key "
              + key.id()
              + " has no publicKey in PEM (-----BEGIN PUBLIC KEY-----): "
              + e.getMessage(),
          e);
    }
  }
}
