package io.cloudbackup.api;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One file of {@code src/test/resources/crds}: an object to create, or one and what it is changed
 * to. Comments of the form {@code # key: text} in front say what comes of it.
 */
record CrdFixture(Path file, List<ObjectNode> documents, List<String> comments) {
  private static final Path DIRECTORY = Path.of("src/test/resources/crds");
  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** The fixtures of all kinds whose file name begins so. */
  static List<CrdFixture> named(String prefix) {
    return files(prefix).stream().map(CrdFixture::read).toList();
  }

  /** Files of all kinds whose name begins so. */
  static List<Path> files(String prefix) {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .collect(toCollection(ArrayList::new));
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + DIRECTORY, e);
    }
  }

  static CrdFixture read(Path file) {
    try {
      List<ObjectNode> documents =
          YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile()).readAll();
      List<String> comments =
          Files.readAllLines(file).stream().filter(line -> line.startsWith("# ")).toList();
      return new CrdFixture(file, documents, comments);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + file, e);
    }
  }

  /** The texts of the comments with that key. */
  List<String> said(String key) {
    String start = "# " + key + ": ";
    return comments.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .toList();
  }

  /** The only object. */
  ObjectNode only() {
    if (documents.size() != 1) {
      throw new IllegalStateException(file + " holds " + documents.size() + " documents, not one");
    }
    return documents.getFirst();
  }

  /** Whether every field of {@code part} is in {@code whole} with the same value. */
  static boolean contains(JsonNode whole, JsonNode part) {
    if (part.isObject()) {
      return part.propertyStream()
          .allMatch(field -> contains(whole.path(field.getKey()), field.getValue()));
    }
    if (part.isArray()) {
      return whole.size() == part.size()
          && Stream.iterate(0, i -> i < part.size(), i -> i + 1)
              .allMatch(i -> contains(whole.path(i), part.get(i)));
    }
    return whole.equals(part);
  }

  @Override
  public String toString() {
    return DIRECTORY.relativize(file).toString();
  }
}
