package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Checks the JWT that a service account exchanges for an IAM token, as the cloud documents it:
 * PS256 only, a known key, {@code iss} its account, {@code aud} the exchange's address, and at most
 * an hour between {@code iat} and {@code exp}.
 */
final class JwtVerifier {
  /** The only audience that the cloud documents, whatever address the request was sent to. */
  static final String AUDIENCE = "https://iam.api.cloud.yandex.net/iam/v1/tokens";

  private static final long MAX_SECONDS = 3600;

  /** How far a client's clock may be ahead. */
  private static final long LEEWAY_SECONDS = 60;

  private static final int SALT_BYTES = 32;

  private final Map<String, AccountKey> keys;

  JwtVerifier(Map<String, AccountKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /** Whose key it is. */
  record AccountKey(String accountId, PublicKey key) {}

  /** Returns the service account that signed the token. */
  String verify(String jwt, Instant now) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      throw Accounts.unauthenticated("The JWT does not have three parts.");
    }
    JsonNode header = json(parts[0]);
    JsonNode claims = json(parts[1]);
    String algorithm = header.path("alg").asText();
    if (!algorithm.equals("PS256")) {
      throw Accounts.unauthenticated(
          "The JWT is signed with " + algorithm + "; only PS256 is accepted.");
    }
    AccountKey key = keys.get(header.path("kid").asText());
    if (key == null) {
      throw Accounts.unauthenticated("The JWT names an unknown key in kid.");
    }
    if (!signed(key.key(), parts[0] + "." + parts[1], bytes(parts[2]))) {
      throw Accounts.unauthenticated("The JWT's signature does not fit the key.");
    }
    checkClaims(claims, key.accountId(), now.getEpochSecond());
    return key.accountId();
  }

  /** Whose Kubernetes token it is; that it is unexpired is all that is checked. */
  static String subject(String jwt, Instant now) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      throw Accounts.unauthenticated("subject_token is no JWT.");
    }
    JsonNode claims = json(parts[1]);
    if (claims.path("exp").asLong() <= now.getEpochSecond()) {
      throw Accounts.unauthenticated("subject_token has expired.");
    }
    return claims.path("sub").asText();
  }

  private static void checkClaims(JsonNode claims, String accountId, long now) {
    if (!claims.path("iss").asText().equals(accountId)) {
      throw Accounts.unauthenticated("The JWT's iss is not the service account of the key.");
    }
    List<String> audiences = new ArrayList<>();
    JsonNode audience = claims.path("aud");
    if (audience.isArray()) {
      audience.forEach(one -> audiences.add(one.asText()));
    } else {
      audiences.add(audience.asText());
    }
    if (!audiences.contains(AUDIENCE)) {
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

  private static boolean signed(PublicKey key, String text, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT_BYTES, 1));
      verifier.initVerify(key);
      verifier.update(text.getBytes(StandardCharsets.US_ASCII));
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new ApiException(
          GrpcCode.UNAUTHENTICATED, "The JWT's signature can't be checked: " + e.getMessage());
    }
  }

  private static JsonNode json(String part) {
    try {
      return Json.CONTROL.readTree(bytes(part));
    } catch (IOException e) {
      throw Accounts.unauthenticated("The JWT can't be read.");
    }
  }

  private static byte[] bytes(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw Accounts.unauthenticated("The JWT is not in base64url.");
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
