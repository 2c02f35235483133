package io.cloudbackup.recovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Names that follow from what they name, so that whoever comes later finds the same ones. */
final class Keys {
  private Keys() {}

  /**
   * The idempotency key of an attempt: the same for a recovery whose status was lost. It has the
   * form of a random UUID, which is what the API guide asks for.
   */
  static String idempotency(String uid, int attempt) {
    return uuid("start/" + uid + "/" + attempt);
  }

  /** What a person's answer names where {@code what} may have been this recovery's; never sent. */
  static String question(String uid, String what) {
    return uuid("question/" + uid + "/" + what);
  }

  private static String uuid(String text) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(text));
    long version4 = (hash.getLong() & ~0xf000L) | 0x4000L;
    long variant = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(version4, variant).toString();
  }

  /** The name of a machine's lock. */
  static String lease(String computeInstanceId) {
    return "backup-recovery-" + hex("machine/" + computeInstanceId, 20);
  }

  /** A short name for a text. */
  static String hex(String text, int bytes) {
    return HexFormat.of().formatHex(sha256(text), 0, bytes);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
