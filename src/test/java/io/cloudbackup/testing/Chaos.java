package io.cloudbackup.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes hostile input of a seed: texts, values, messages with wrong values, and broken bytes. */
public final class Chaos {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "null",
          "\0\b\u001b[31mred\u001b[0m",
          "line\r\n2026-01-01T00:00:00Z ERROR Forged: line",
          "\u2028\u2029\u202eevil\u200b",
          "\ud800",
          "half \udc00 and \ud83d",
          "𝄞".repeat(5000),
          "x".repeat(10_000),
          "'\"\\{}[]<>&%s%n${jndi:ldap://x}",
          "true",
          "-1",
          "NaN",
          "Infinity",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "1e400",
          "0x1F");

  private static final List<String> TIMES =
      List.of(
          "0000-01-01T00:00:00Z",
          "0001-01-01T00:00:00Z",
          "-0001-01-01T00:00:00Z",
          "1969-12-31T23:59:60Z",
          "2026-02-30T00:00:00Z",
          "2026-07-01T12:00:00",
          "2026-07-01T12:00:00.1234567890Z",
          "9999-12-31T23:59:59.999999999Z",
          "9999-12-31T23:59:59-18:00",
          "+10000-01-01T00:00:00Z",
          "10000-01-01T00:00:00Z",
          "+999999999-12-31T23:59:59.999999999-18:00",
          "-999999999-01-01T00:00:00+18:00",
          "2026-07-01T12:00:00+99:00");

  private final Random random;

  public Chaos(long seed) {
    this.random = new Random(seed);
  }

  /** From 0 to less than {@code bound}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A time in every form but the usual. */
  public String time() {
    return oneOf(TIMES);
  }

  /** A text that nobody expects, at times one of random characters. */
  public String text() {
    return switch (random.nextInt(4)) {
      case 0 -> time();
      case 1 -> {
        StringBuilder some = new StringBuilder();
        random.ints(1 + random.nextInt(40), 0, 0x10000).forEach(c -> some.append((char) c));
        yield some.toString();
      }
      default -> oneOf(TEXTS);
    };
  }

  /** A value of any type. */
  public JsonNode value() {
    return switch (random.nextInt(12)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextLong());
      case 3 -> NODES.numberNode(oneOf(List.of(Long.MIN_VALUE, -1L, 0L, 101L, Long.MAX_VALUE)));
      case 4 -> NODES.numberNode(BigInteger.TWO.pow(64 + random.nextInt(2000)));
      case 5 -> NODES.numberNode(oneOf(List.of(0.5, -0.0, 1e300, Double.MIN_VALUE, 99.99999)));
      case 6 -> nested(1 + random.nextInt(200));
      case 7 -> NODES.objectNode().put(text(), text());
      case 8 -> NODES.arrayNode().add(text()).addNull().add(random.nextInt());
      default -> NODES.textNode(text());
    };
  }

  private static JsonNode nested(int depth) {
    JsonNode node = NODES.arrayNode();
    for (int i = 0; i < depth; i++) {
      node = NODES.arrayNode().add(node);
    }
    return node;
  }

  /** The same message with a few values replaced, doubled or left out, at any depth. */
  public JsonNode worse(JsonNode good) {
    JsonNode copy = good.deepCopy();
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      spoil(oneOf(containers(copy)));
    }
    return copy;
  }

  private static List<JsonNode> containers(JsonNode root) {
    List<JsonNode> found = new ArrayList<>(List.of(root));
    for (int i = 0; i < found.size(); i++) {
      found
          .get(i)
          .forEach(
              child -> {
                if (child.isContainerNode()) {
                  found.add(child);
                }
              });
    }
    return found;
  }

  private void spoil(JsonNode container) {
    if (container instanceof ArrayNode array) {
      switch (random.nextInt(3)) {
        case 0 -> array.add(value());
        case 1 -> array.addAll(array.deepCopy());
        default -> array.removeAll();
      }
    } else if (container instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = oneOf(names);
      if (random.nextInt(5) == 0) {
        object.remove(name);
      } else {
        object.set(name, value());
      }
    }
  }

  /** The message as bytes, which are at times cut, doubled or changed. */
  public byte[] bytes(JsonNode message) {
    byte[] bytes = message.toString().getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> {
        for (int i = 0; bytes.length > 0 && i < 4; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        yield bytes;
      }
      case 2 -> message.toString().repeat(2).getBytes(StandardCharsets.UTF_8);
      default -> bytes;
    };
  }
}
