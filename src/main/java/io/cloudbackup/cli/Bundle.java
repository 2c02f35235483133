package io.cloudbackup.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An archive of texts without secrets. What can't be read is left out, and the archive says so: it
 * is made when something is wrong.
 */
final class Bundle implements AutoCloseable {
  /** Enough of each kind to see what is wrong. */
  private static final int MOST = 2_000;

  private final ZipOutputStream zip;
  private final List<String> missing = new ArrayList<>();
  private int entries;

  private Bundle(ZipOutputStream zip) {
    this.zip = zip;
  }

  /**
   * An empty one.
   *
   * @throws FileAlreadyExistsException where the file is there: another one is never written over
   */
  static Bundle create(Path file) throws IOException {
    return new Bundle(
        new ZipOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)));
  }

  /** Adds a text. */
  void add(String name, Supplier<String> text) throws IOException {
    String content;
    try {
      content = text.get();
    } catch (Failure e) {
      leaveOut(name, e);
      return;
    } catch (KubernetesClientException e) {
      missing.add(name + ": the cluster answered " + e.getCode());
      return;
    }
    write(name, content);
  }

  /** Says what can't be read. */
  void leaveOut(String name, Failure why) {
    missing.add(name + ": " + why.line());
  }

  /** Adds objects as YAML. */
  void objects(String name, Supplier<? extends List<? extends HasMetadata>> objects)
      throws IOException {
    add(
        name + ".yaml",
        () -> {
          StringBuilder text = new StringBuilder();
          objects.get().stream()
              .limit(MOST)
              .forEach(
                  o -> text.append("---\n").append(ObjectPrinter.yaml(RedactedObject.of(tidy(o)))));
          return text.toString();
        });
  }

  /** The last entry: what is not in it. */
  void end() throws IOException {
    write("left-out.txt", missing.isEmpty() ? "nothing\n" : String.join("\n", missing) + "\n");
  }

  List<String> missing() {
    return List.copyOf(missing);
  }

  int entries() {
    return entries;
  }

  private void write(String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(Redaction.of(text).getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    entries++;
  }

  private static HasMetadata tidy(HasMetadata object) {
    ObjectMeta meta = object.getMetadata();
    meta.setManagedFields(List.of());
    if (meta.getAnnotations() != null) {
      meta.getAnnotations().remove("kubectl.kubernetes.io/last-applied-configuration");
    }
    return object;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
