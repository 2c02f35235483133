package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;

/** A fresh authorized key, as the cloud writes it. */
record TestKey(String pem, PublicKey publicKey) {
  static TestKey rsa() {
    return generate("RSA", 2048);
  }

  static TestKey generate(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      KeyPair pair = generator.generateKeyPair();
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(pair.getPrivate().getEncoded());
      String pem =
          "PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <ajekey>\n"
              + "-----BEGIN PRIVATE KEY-----\n"
              + base64
              + "\n-----END PRIVATE KEY-----\n";
      return new TestKey(pem, pair.getPublic());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Credentials.AuthorizedKey credentials() {
    return new Credentials.AuthorizedKey("ajekey", "ajeaccount", pem);
  }

  /** The file as {@code yc iam key create} writes it. */
  ObjectNode file() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", "ajekey")
        .put("service_account_id", "ajeaccount")
        .put("created_at", "2026-01-01T00:00:00Z")
        .put("key_algorithm", "RSA_2048")
        .put("public_key", "-----BEGIN PUBLIC KEY-----")
        .put("private_key", pem);
  }
}
