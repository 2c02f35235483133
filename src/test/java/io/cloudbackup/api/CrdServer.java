package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudbackup.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.net.HttpURLConnection;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The real API server, asked about custom resources. Unknown fields are refused, as by kubectl. */
final class CrdServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client = ControlPlane.shared().admin();
  private final String namespace = ControlPlane.shared().newNamespace("crds");
  private final AtomicInteger count = new AtomicInteger();

  /** What would be stored. */
  JsonNode tryCreate(ObjectNode object) {
    return tree(resource(object).dryRun().fieldValidation(Validation.STRICT).create());
  }

  /** What would be stored instead of {@code before}, which no operator of the cluster acts upon. */
  JsonNode tryUpdate(ObjectNode before, ObjectNode after) {
    String name = before.at("/metadata/name").asText() + "-" + count.incrementAndGet();
    GenericKubernetesResource stored = resource(paused(before, name)).create();
    try {
      while (true) {
        ObjectNode next = paused(after, name);
        next.withObject("/metadata")
            .put("resourceVersion", stored.getMetadata().getResourceVersion());
        try {
          return tree(resource(next).dryRun().fieldValidation(Validation.STRICT).update());
        } catch (KubernetesClientException e) {
          if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
            throw e;
          }
          // An operator wrote a status meanwhile.
          stored = client.resource(stored).get();
        }
      }
    } finally {
      client.resource(stored).delete();
    }
  }

  private static ObjectNode paused(ObjectNode object, String name) {
    ObjectNode paused = object.deepCopy();
    paused.withObject("/metadata").put("name", name);
    paused.withObject("/metadata/annotations").put(BackupApiGroup.PAUSED, "true");
    return paused;
  }

  /** The text with which the API server refuses an invalid object. */
  static String refusal(Object of, ThrowingCallable request) {
    KubernetesClientException refusal =
        catchThrowableOfType(KubernetesClientException.class, request);
    assertThat(refusal).as("a refusal of %s", of).isNotNull();
    assertThat(refusal.getCode()).as("%s: %s", of, refusal.getMessage()).isEqualTo(422);
    assertThat(refusal.getStatus().getReason()).as("%s", of).isEqualTo("Invalid");
    return refusal.getStatus().getMessage();
  }

  private io.fabric8.kubernetes.client.dsl.NamespaceableResource<GenericKubernetesResource>
      resource(ObjectNode object) {
    GenericKubernetesResource typed = JSON.convertValue(object, GenericKubernetesResource.class);
    typed.getMetadata().setNamespace(namespace);
    return client.resource(typed);
  }

  private static JsonNode tree(GenericKubernetesResource resource) {
    return JSON.valueToTree(resource);
  }
}
