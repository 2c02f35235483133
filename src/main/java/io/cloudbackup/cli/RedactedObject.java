package io.cloudbackup.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object without what looks like a secret. Of containers the values of all variables and options
 * go: their names do not tell which of them are secrets.
 */
final class RedactedObject {
  private static final JsonMapper JSON = new JsonMapper();

  /** The fields that hold the words of a command line. */
  private static final Set<String> WORDS = Set.of("args", "command");

  /** Those whose members have a name and a value. */
  private static final Set<String> NAMED = Set.of("env", "httpHeaders");

  /** The operator's subcommand, and options. */
  private static final Pattern OPEN_WORD =
      Pattern.compile("(operator|-[A-Za-z]|--[a-z][a-z0-9-]*)(=.*)?", Pattern.DOTALL);

  private RedactedObject() {}

  static JsonNode of(Object object) {
    return within("", JSON.valueToTree(object));
  }

  private static JsonNode within(String field, JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode clean = object.objectNode();
      object.forEachEntry((name, member) -> clean.set(name, within(name, member)));
      return clean;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode clean = array.arrayNode();
      array.forEach(member -> clean.add(member(field, member)));
      return clean;
    }
    return value.isTextual() ? TextNode.valueOf(text(field, value.asText())) : value;
  }

  private static JsonNode member(String field, JsonNode member) {
    if (WORDS.contains(field) && member.isTextual()) {
      return TextNode.valueOf(word(member.asText()));
    }
    if (NAMED.contains(field) && member.path("value").isTextual()) {
      return ((ObjectNode) within("", member)).put("value", Redaction.GONE);
    }
    return within("", member);
  }

  /** A secret by its field's name goes as a whole, however many lines it has. */
  private static String text(String field, String text) {
    String line = field + ": ";
    boolean secret = !text.isEmpty() && Redaction.of(line + "x").equals(line + Redaction.GONE);
    return secret ? Redaction.GONE : Redaction.of(text);
  }

  private static String word(String word) {
    Matcher open = OPEN_WORD.matcher(word);
    if (!open.matches()) {
      return Redaction.GONE;
    }
    return open.group(2) == null ? word : open.group(1) + "=" + Redaction.GONE;
  }
}
