package io.cloudbackup.cloud;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads the private key of an authorized key. */
final class RsaKeys {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private static final String REMEDY =
      " Use the file that `yc iam key create --output` wrote, unchanged.";

  private RsaKeys() {}

  /**
   * @param pem PKCS#8; text before it is skipped, such as the line "PLEASE DO NOT REMOVE THIS
   *     LINE!" that the cloud writes
   * @throws InvalidCredentialsException where there is no RSA key in it
   */
  static PrivateKey parse(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new InvalidCredentialsException(
          "The private key has no part from \"" + BEGIN + "\" to \"" + END + "\"." + REMEDY);
    }
    String base64 = pem.substring(begin + BEGIN.length(), end).replaceAll("\\s", "");
    byte[] der;
    try {
      der = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw new InvalidCredentialsException("The private key is not Base64." + REMEDY);
    }
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException _) {
      throw new InvalidCredentialsException("The private key is no whole RSA key." + REMEDY);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
