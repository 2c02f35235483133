package io.cloudbackup.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderStatus;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Where a test plays: a namespace of its own on the shared control plane, and a cloud of its own
 * with the folders b1gone (token t1.one) and b1gtwo (token t1.two). Everything goes when it is
 * closed.
 */
public final class Scene implements AutoCloseable {
  private static final String CLOUD =
      """
      folders: [{id: b1gone}, {id: b1gtwo}]
      serviceAccounts:
        - {id: ajeone, folders: [b1gone], tokens: [t1.one]}
        - {id: ajetwo, folders: [b1gtwo], tokens: [t1.two]}
      policies: [cdgdaily, cdgweekly]
      settings: {recoveryDuration: 6s, deleteDuration: 1s}
      """;

  private static final YAMLMapper YAML = new YAMLMapper();

  private final KubernetesClient client = ControlPlane.shared().admin();
  private final String namespace;
  private final EmulatedCloud cloud;
  private final List<String> neighbours = new CopyOnWriteArrayList<>();

  private Scene(String namespace, EmulatedCloud cloud) {
    this.namespace = namespace;
    this.cloud = cloud;
  }

  /**
   * A new scene.
   *
   * @param prefix of the namespace's name
   * @param machines the YAML of a scenario from {@code machines:} on
   */
  public static Scene start(String prefix, String machines) {
    return of(prefix, CLOUD + machines);
  }

  /** A new scene with a whole scenario; {@code NAMESPACE} in it stands for the scene's. */
  public static Scene of(String prefix, String scenario) {
    String namespace = ControlPlane.shared().newNamespace(prefix);
    return new Scene(namespace, EmulatedCloud.start(scenario.replace("NAMESPACE", namespace)));
  }

  public EmulatedCloud cloud() {
    return cloud;
  }

  public String namespace() {
    return namespace;
  }

  public KubernetesClient client() {
    return client;
  }

  /** Another namespace with the same cloud; it goes with this scene. */
  public Scene neighbour(Map<String, String> labels) {
    String name = ControlPlane.shared().newNamespace(namespace.substring(0, 4));
    client
        .namespaces()
        .withName(name)
        .edit(
            n -> new NamespaceBuilder(n).editMetadata().addToLabels(labels).endMetadata().build());
    neighbours.add(name);
    return new Scene(name, cloud);
  }

  /** Sets a label of the scene's own namespace; null takes it off. */
  public void label(String key, @Nullable String value) {
    String json =
        "{\"metadata\":{\"labels\":{\"%s\":%s}}}"
            .formatted(key, value == null ? "null" : "\"" + value + "\"");
    var _ =
        client.namespaces().withName(namespace).patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  /** The BackupFolder {@code default} of the cloud folder b1gone with a good token. */
  public Scene withFolder() {
    return withFolder("");
  }

  /**
   * The same with more in its spec.
   *
   * @param more YAML of the flow style, such as {@code allowedNamespaces: {from: All}}; it wins
   *     over what is there otherwise
   */
  public Scene withFolder(String more) {
    secret("token", Map.of("token", "t1.one"));
    folder("default", "credentials: {iamTokenSecretRef: {name: token, key: token}}", more);
    return this;
  }

  /** A BackupFolder of b1gone that is swept as often as the schema lets it. */
  public void folder(String name, String credentials, String more) {
    create(
        "BackupFolder",
        name,
        """
        {folderId: b1gone, %s, sweepInterval: 5s, maxRequestsPerSecond: 100,
         endpoints: {backup: CLOUD, operation: CLOUD, iam: CLOUD, tokenExchange: CLOUD}%s}
        """
            .formatted(credentials, more.isEmpty() ? "" : ", " + more));
  }

  /** Creates an object; {@code CLOUD} in its spec stands for the cloud's base URL. */
  public void create(String kind, String name, String spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(BackupApiGroup.GROUP + "/" + BackupApiGroup.VERSION);
    object.setKind(kind);
    object.setMetadata(
        new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace)
            .build());
    object.setAdditionalProperty("spec", yaml(spec.replace("CLOUD", cloud.uri().toString())));
    var _ = client.resource(object).create();
  }

  /** Merges a YAML text into an object. */
  public void patch(Class<? extends HasMetadata> kind, String name, String patch) {
    String text = patch.replace("CLOUD", cloud.uri().toString());
    var _ =
        client
            .resources(kind)
            .inNamespace(namespace)
            .withName(name)
            .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(yaml(text)));
  }

  /** Disconnects a machine, and connects it in another cloud folder. */
  public void move(String machine, String folder) {
    String id = cloud.machine(machine).path("resourceId").asText();
    var _ =
        cloud.api("DELETE", "/backup/v1/resources/" + machine + "?resourceId=" + id, "", "t1.one");
    String moved = "{\"id\": \"%s\", \"folder\": \"%s\"}".formatted(machine, folder);
    Eventually.eventually(() -> cloud.control("POST", "/machines", moved));
  }

  /** Sets an annotation of the operator's group. */
  public void annotate(
      Class<? extends HasMetadata> kind, String name, String annotation, String value) {
    patch(kind, name, "{metadata: {annotations: {%s: '%s'}}}".formatted(annotation, value));
  }

  /** Asks for an object's deletion. */
  public void delete(Class<? extends HasMetadata> kind, String name) {
    var _ = client.resources(kind).inNamespace(namespace).withName(name).delete();
  }

  /** Writes a Secret that may be sent to the cloud. */
  public void secret(String name, Map<String, String> data) {
    secret(name, data, Map.of(BackupApiGroup.CREDENTIALS_LABEL, "true"));
  }

  /** Writes a Secret. */
  public void secret(String name, Map<String, String> data, Map<String, String> labels) {
    var _ =
        client
            .resource(
                new SecretBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace)
                    .withLabels(labels)
                    .endMetadata()
                    .withStringData(data)
                    .build())
            .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
  }

  /** The object as the API server has it, or null. */
  public <T extends HasMetadata> @Nullable T find(Class<T> kind, String name) {
    return client.resources(kind).inNamespace(namespace).withName(name).get();
  }

  public BackupFolderStatus folder(String name) {
    return Optional.ofNullable(existing(BackupFolder.class, name).getStatus())
        .orElse(BackupFolderStatus.EMPTY);
  }

  public BackupResourceStatus resource(String name) {
    return Optional.ofNullable(existing(BackupResource.class, name).getStatus())
        .orElse(BackupResourceStatus.EMPTY);
  }

  public BackupRecoveryStatus recovery(String name) {
    return Optional.ofNullable(existing(BackupRecovery.class, name).getStatus())
        .orElse(BackupRecoveryStatus.EMPTY);
  }

  /** All objects of the kind in the namespace. */
  public <T extends HasMetadata> List<T> all(Class<T> kind) {
    return client.resources(kind).inNamespace(namespace).list().getItems();
  }

  /** Waits until what is created now is younger: creation times have no parts of a second. */
  public void letAge(Class<? extends HasMetadata> kind, String name) {
    Instant next =
        Instant.parse(existing(kind, name).getMetadata().getCreationTimestamp()).plusSeconds(1);
    Eventually.eventually(
        () -> {
          if (Instant.now().isBefore(next)) {
            throw new AssertionError(name + " is not a second old");
          }
        });
  }

  public <T extends HasMetadata> T existing(Class<T> kind, String name) {
    T found = find(kind, name);
    if (found == null) {
      throw new AssertionError("there is no " + kind.getSimpleName() + " " + name);
    }
    return found;
  }

  /**
   * A condition as {@code Status Reason}, such as {@code True Swept}; empty where there is none.
   */
  public static String state(List<Condition> conditions, String type) {
    return Condition.find(conditions, type).map(c -> c.status() + " " + c.reason()).orElse("");
  }

  /** The message of a condition; empty where there is none. */
  public static String message(List<Condition> conditions, String type) {
    return Condition.find(conditions, type).map(Condition::message).orElse("");
  }

  /** The Events about an object as {@code Type Reason message}, oldest first. */
  public List<String> events(String name) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> e.getInvolvedObject().getName().equals(name))
        .sorted(
            java.util.Comparator.comparingLong(
                e -> Long.parseLong(e.getMetadata().getResourceVersion())))
        .map(e -> e.getType() + " " + e.getReason() + " " + e.getMessage())
        .toList();
  }

  private static Map<?, ?> yaml(String text) {
    try {
      return YAML.readValue(text, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is no YAML: " + text, e);
    }
  }

  @Override
  public void close() {
    neighbours.forEach(this::remove);
    remove(namespace);
    cloud.close();
  }

  /** Its folders first: a namespace that is deleted keeps its objects for five seconds and more. */
  private void remove(String name) {
    var _ = client.resources(BackupFolder.class).inNamespace(name).delete();
    var _ = client.namespaces().withName(name).delete();
  }
}
