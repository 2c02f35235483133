package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The JSON Web Token that IAM takes for an authorized key: PS256 only (RFC 7518, 3.5), valid for at
 * most an hour. Source: yandex.cloud/en/docs/iam/operations/iam-token/create-for-sa.
 */
final class SignedJwt {
  /** The documented audience, whatever host the request goes to. */
  static final String AUDIENCE = "https://iam.api.cloud.yandex.net/iam/v1/tokens";

  static final Duration LIFETIME = Duration.ofHours(1);

  private static final PSSParameterSpec PS256 =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private SignedJwt() {}

  static String sign(String keyId, String serviceAccountId, PrivateKey key, Instant now) {
    ObjectNode header =
        JsonNodeFactory.instance
            .objectNode()
            .put("typ", "JWT")
            .put("alg", "PS256")
            .put("kid", keyId);
    ObjectNode claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("iss", serviceAccountId)
            .put("aud", AUDIENCE)
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(LIFETIME).getEpochSecond());
    String signed = encode(header.toString()) + "." + encode(claims.toString());
    return signed + "." + encode(signature(signed, key));
  }

  private static byte[] signature(String text, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(PS256);
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException | ProviderException | ArithmeticException e) {
      // The last two where the key's numbers make no sense. The provider's text is about sizes and
      // algorithms; without it nobody could help.
      throw new InvalidCredentialsException(
          "The private key can't sign: " + ErrorText.clean(String.valueOf(e.getMessage())) + ".");
    }
  }

  private static String encode(String json) {
    return encode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
