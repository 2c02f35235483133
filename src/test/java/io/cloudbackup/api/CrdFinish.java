package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a CRD needs and the generator's annotations can't say, or the generator gets wrong for
 * records.
 */
final class CrdFinish implements CRDPostProcessor {
  private final List<Class<? extends HasMetadata>> kinds;

  CrdFinish(List<Class<? extends HasMetadata>> kinds) {
    this.kinds = kinds;
  }

  @Override
  public HasMetadata process(HasMetadata resource, String version) {
    CustomResourceDefinition crd = (CustomResourceDefinition) resource;
    Class<?> kind =
        kinds.stream()
            .filter(k -> k.getSimpleName().equals(crd.getSpec().getNames().getKind()))
            .findFirst()
            .orElseThrow();
    crd.getSpec().getVersions().forEach(v -> finish(v, kind));
    return crd;
  }

  private static void finish(CustomResourceDefinitionVersion version, Class<?> kind) {
    columnsAsDeclared(version, kind);
    JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
    String description = kind.getAnnotation(JsonClassDescription.class).value();
    schema.setDescription(description);
    schema.getRequired().add("spec");
    property(schema, "spec").setDescription("What is wanted.");
    JSONSchemaProps status = property(schema, "status");
    status.setDescription("What the operator saw and did; it alone writes here.");
    JSONSchemaProps conditions = property(status, "conditions");
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    rulesOnce(schema);
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name), name);
  }

  /** The generator sorts columns by path; kubectl prints them in this order. */
  private static void columnsAsDeclared(CustomResourceDefinitionVersion version, Class<?> kind) {
    List<String> declared =
        Stream.of(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    version
        .getAdditionalPrinterColumns()
        .sort(Comparator.comparingInt(column -> declared.indexOf(column.getName())));
  }

  /** The generator sees a record's annotation twice: on the field and on the accessor. */
  private static void rulesOnce(JSONSchemaProps schema) {
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          schema.getXKubernetesValidations().stream().distinct().toList());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(CrdFinish::rulesOnce);
    }
    if (schema.getItems() != null) {
      rulesOnce(schema.getItems().getSchema());
    }
  }
}
