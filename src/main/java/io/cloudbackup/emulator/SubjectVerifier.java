package io.cloudbackup.emulator;

import io.cloudbackup.emulator.Scenario.Federation;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the token of another issuer that is exchanged for an IAM token, as workload identity
 * federation does: RS256 by a key of a known issuer, one of the federation's audiences, and its
 * times.
 */
final class SubjectVerifier {
  private static final String NAME = "subject_token";

  private final Map<String, Issuer> issuers = new HashMap<>();

  private record Issuer(List<String> audiences, Map<String, PublicKey> keys) {}

  /**
   * @throws ScenarioException where a federation has a key that is none
   */
  SubjectVerifier(List<Federation> federations) {
    for (Federation federation : federations) {
      Map<String, PublicKey> keys = new HashMap<>();
      for (Scenario.Jwk jwk : federation.jwks().keys()) {
        keys.put(jwk.kid(), publicKey(federation, jwk));
      }
      issuers.put(federation.issuer(), new Issuer(federation.audiences(), Map.copyOf(keys)));
    }
  }

  /** Returns the subject whose token it is. */
  String verify(String text, Instant now) {
    Jwt token = Jwt.parse(NAME, text);
    token.requireAlgorithm("RS256");
    String name = token.claims().path("iss").asText();
    Issuer issuer = issuers.get(name);
    if (issuer == null) {
      throw Accounts.unauthenticated("No federation has the issuer " + name + ".");
    }
    PublicKey key = issuer.keys().get(token.header().path("kid").asText());
    if (key == null) {
      throw Accounts.unauthenticated("subject_token names a key in kid that its issuer hasn't.");
    }
    token.requireSignature(key, "SHA256withRSA", null);
    if (token.audiences().stream().noneMatch(issuer.audiences()::contains)) {
      throw Accounts.unauthenticated(
          "subject_token is for "
              + String.join(", ", token.audiences())
              + "; the federation takes "
              + String.join(", ", issuer.audiences())
              + ".");
    }
    checkTimes(token, now.getEpochSecond());
    return token.claims().path("sub").asText();
  }

  private static void checkTimes(Jwt token, long now) {
    if (token.claims().path("exp").asLong() <= now) {
      throw Accounts.unauthenticated("subject_token has expired.");
    }
    if (token.claims().path("nbf").asLong() > now + JwtVerifier.LEEWAY_SECONDS) {
      throw Accounts.unauthenticated("subject_token is not valid yet.");
    }
  }

  private static PublicKey publicKey(Federation federation, Scenario.Jwk jwk) {
    try {
      if (!jwk.kty().equals("RSA")) {
        throw new IllegalArgumentException("its kty is " + jwk.kty() + ", not RSA");
      }
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(number(jwk.n()), number(jwk.e())));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ScenarioException(
          "the federation of "
              + federation.issuer()
              + " has a key "
              + jwk.kid()
              + " in its jwks that is no RSA key: "
              + e.getMessage(),
          e);
    }
  }

  private static BigInteger number(String base64) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
  }
}
