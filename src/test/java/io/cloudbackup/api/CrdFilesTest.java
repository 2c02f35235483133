package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the files in {@code crds/}, and their copies in the chart, to the types of this room. To
 * write them anew:
 *
 * <pre>mvn test -Dtest=CrdFilesTest -Dcrds.write=true</pre>
 */
class CrdFilesTest {
  private static final Path CRDS = Path.of("crds");
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(BackupFolder.class, BackupResource.class, BackupRecovery.class, CloudBackup.class);

  @TempDir Path generated;

  // A chart holds files of its own only; a link to others does not survive every checkout.
  @ParameterizedTest
  @ValueSource(strings = {"crds", "helm/cloud-backup-operator/files/crds"})
  void shouldMatchTheTypes(Path directory) throws IOException {
    new CRDGenerator()
        .customResourceClasses(KINDS)
        .inOutputDir(generated.toFile())
        .withPostProcessor(new CrdFinish(KINDS))
        .withMinQuotes(true)
        .generate();

    if (Boolean.getBoolean("crds.write")) {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files(generated).entrySet()) {
        Files.writeString(directory.resolve(file.getKey()), file.getValue());
      }
    }

    assertThat(files(directory))
        .as(
            "%s differs from the types; write it anew with -Dcrds.write=true and look at the difference",
            directory)
        .isEqualTo(files(generated));
  }

  @Test
  void shouldDescribeAndBoundEveryField() throws IOException {
    List<String> defects = new ArrayList<>();
    for (Map.Entry<String, String> file : files(CRDS).entrySet()) {
      CustomResourceDefinition crd =
          Serialization.unmarshal(file.getValue(), CustomResourceDefinition.class);
      JSONSchemaProps schema =
          crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
      assertThat(schema.getRequired()).as(file.getKey()).contains("spec");
      schema
          .getProperties()
          .forEach(
              (part, field) -> {
                if (!part.equals("metadata")) {
                  inspect(file.getKey() + " " + part, field, defects, true);
                }
              });
    }
    assertThat(defects).isEmpty();
  }

  private static void inspect(
      String path, JSONSchemaProps schema, List<String> defects, boolean describe) {
    if (describe && (schema.getDescription() == null || schema.getDescription().isBlank())) {
      defects.add(path + ": no description");
    }
    boolean bounded =
        switch (schema.getType()) {
          case "string" -> schema.getMaxLength() != null || !schema.getEnum().isEmpty();
          case "array" -> schema.getMaxItems() != null;
          case "object" ->
              schema.getAdditionalProperties() == null || schema.getMaxProperties() != null;
          default -> true;
        };
    if (!bounded) {
      defects.add(path + ": no maximum");
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach((name, field) -> inspect(path + "." + name, field, defects, true));
    }
    if (schema.getItems() != null) {
      inspect(path + "[]", schema.getItems().getSchema(), defects, false);
    }
  }

  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }
}
