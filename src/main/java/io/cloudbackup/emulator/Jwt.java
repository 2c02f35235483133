package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Token, taken apart; nothing of it is checked yet.
 *
 * @param name what it is called in errors, such as {@code The JWT}
 * @param signed what the signature is about
 * @param signature in base64url
 */
record Jwt(String name, JsonNode header, JsonNode claims, String signed, String signature) {
  /**
   * @throws ApiException UNAUTHENTICATED where it is none
   */
  static Jwt parse(String name, String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw Accounts.unauthenticated(name + " does not have three parts.");
    }
    return new Jwt(
        name, json(name, parts[0]), json(name, parts[1]), parts[0] + "." + parts[1], parts[2]);
  }

  void requireAlgorithm(String only) {
    String algorithm = header.path("alg").asText();
    if (!algorithm.equals(only)) {
      throw Accounts.unauthenticated(
          name + " is signed with " + algorithm + "; only " + only + " is accepted.");
    }
  }

  /**
   * @param algorithm as Java calls it
   */
  void requireSignature(
      PublicKey key, String algorithm, @Nullable AlgorithmParameterSpec parameters) {
    if (!fits(key, algorithm, parameters)) {
      throw Accounts.unauthenticated(name + "'s signature does not fit the key.");
    }
  }

  private boolean fits(
      PublicKey key, String algorithm, @Nullable AlgorithmParameterSpec parameters) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      if (parameters != null) {
        verifier.setParameter(parameters);
      }
      verifier.initVerify(key);
      verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
      return verifier.verify(bytes(name, signature));
    } catch (GeneralSecurityException e) {
      throw Accounts.unauthenticated(name + "'s signature can't be checked: " + e.getMessage());
    }
  }

  /** The claim {@code aud}, which is a text or a list. */
  List<String> audiences() {
    List<String> audiences = new ArrayList<>();
    JsonNode audience = claims.path("aud");
    if (audience.isArray()) {
      audience.forEach(one -> audiences.add(one.asText()));
    } else {
      audiences.add(audience.asText());
    }
    return audiences;
  }

  private static JsonNode json(String name, String part) {
    try {
      return Json.CONTROL.readTree(bytes(name, part));
    } catch (IOException e) {
      throw Accounts.unauthenticated(name + " can't be read.");
    }
  }

  private static byte[] bytes(String name, String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw Accounts.unauthenticated(name + " is not in base64url.");
    }
  }
}
