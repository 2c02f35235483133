package io.cloudbackup.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON in the folder {@code cloud} of the test resources, shaped as the API's reference. */
final class Json {
  private Json() {}

  static String file(String name) {
    try (InputStream in = Json.class.getResourceAsStream("/cloud/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
