package io.cloudbackup.emulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids: the same ones in the same order from the same seed, others from another. */
final class Ids {
  private static final String ALPHABET = "abcdefghijklmnopqrstuv0123456789";

  private final String seed;
  private final AtomicLong count = new AtomicLong();

  Ids(String seed) {
    this.seed = seed;
  }

  /** An operation's id: 20 characters, as the cloud's. */
  String operation() {
    byte[] hash = hash(seed + "/operation/" + count.incrementAndGet());
    StringBuilder id = new StringBuilder("cdg");
    for (int i = 0; i < 17; i++) {
      id.append(ALPHABET.charAt(hash[i] & 31));
    }
    return id.toString();
  }

  /** A number above 2^53, as the cloud's task ids are, which grows with each call. */
  long task() {
    long fromSeed = Integer.toUnsignedLong(seed.hashCode()) & 0xffffff;
    return (1L << 60) + (fromSeed << 32) + count.incrementAndGet();
  }

  /** A request's id. */
  String request() {
    return stable(seed + "/request/" + count.incrementAndGet());
  }

  /** A new backup's id. */
  String backup() {
    return stable(seed + "/backup/" + count.incrementAndGet());
  }

  /** An IAM token in the shape of the cloud's; good for nothing but this emulator. */
  String token() {
    String secret = seed + "/token/" + count.incrementAndGet();
    return "t1." + base64(hash(secret)) + "." + base64(hash(secret + "/signature"));
  }

  /** A UUID that depends on nothing but the name: the same at every start. */
  static String stable(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** A resource's id: an upper-case UUID. */
  static String resource(String name) {
    return stable(name).toUpperCase(Locale.ROOT);
  }

  /** Eight hexadecimal digits that stand for a text. */
  static String digest(String text) {
    return String.format(Locale.ROOT, "%08x", text.hashCode());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
