package io.cloudbackup.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Preconditions;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster as the user may see and change it. What it refuses ends the command. */
final class Cluster implements AutoCloseable {
  /** A screen or two, which is there at once however many objects follow. */
  static final long FIRST_PAGE = 100;

  private static final long PAGE = 500;

  private final KubernetesClient client;
  private final String namespace;

  private Cluster(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  static Cluster open(ClusterOptions options, Map<String, String> environment) {
    Config config = new Kubeconfig(environment).read(options);
    String chosen = options.namespace == null ? config.getNamespace() : options.namespace;
    // Without the search for all kinds of Kubernetes, which takes longer than the rest.
    KubernetesSerialization serialization = new KubernetesSerialization(new ObjectMapper(), false);
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withKubernetesSerialization(serialization)
            .build();
    return new Cluster(client, chosen == null || chosen.isEmpty() ? "default" : chosen);
  }

  KubernetesClient client() {
    return client;
  }

  String namespace() {
    return namespace;
  }

  String server() {
    return client.getConfiguration().getMasterUrl();
  }

  /** As whom the user acts; null where it is the kubeconfig's own user. */
  @Nullable String impersonated() {
    return client.getConfiguration().getImpersonateUsername();
  }

  <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return find(kind, namespace, name);
  }

  <T extends HasMetadata> Optional<T> find(Class<T> kind, String where, String name) {
    return ask("get", kind, where, () -> Optional.ofNullable(in(kind, where).withName(name).get()));
  }

  /** All objects of a namespace, or of all where none is given. */
  <T extends HasMetadata> List<T> list(Class<T> kind, @Nullable String where) {
    List<T> all = new ArrayList<>();
    pages(kind, where, Map.of(), PAGE, all::addAll);
    return all;
  }

  /** Hands over the objects as they come, the first ones at once. */
  <T extends HasMetadata> void pages(
      Class<T> kind, @Nullable String where, Map<String, String> labels, Consumer<List<T>> page) {
    pages(kind, where, labels, FIRST_PAGE, page);
  }

  private <T extends HasMetadata> void pages(
      Class<T> kind,
      @Nullable String where,
      Map<String, String> labels,
      long first,
      Consumer<List<T>> page) {
    long limit = first;
    String next = null;
    do {
      long size = limit;
      String from = next;
      KubernetesResourceList<T> list =
          ask("list", kind, where, () -> page(kind, where, labels, size, from));
      page.accept(list.getItems());
      next = list.getMetadata().getContinue();
      limit = PAGE;
    } while (next != null && !next.isEmpty());
  }

  private <T extends HasMetadata> KubernetesResourceList<T> page(
      Class<T> kind,
      @Nullable String where,
      Map<String, String> labels,
      long limit,
      @Nullable String from) {
    var options =
        new ListOptionsBuilder()
            .withLimit(limit)
            .withContinue(from)
            .withLabelSelector(labels.isEmpty() ? null : selector(labels))
            .build();
    MixedOperation<T, KubernetesResourceList<T>, Resource<T>> all = client.resources(kind);
    return where == null
        ? all.inAnyNamespace().list(options)
        : all.inNamespace(where).list(options);
  }

  private static String selector(Map<String, String> labels) {
    return String.join(
        ",", labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  <T extends HasMetadata> T create(T object) {
    return ask("create", object, () -> client.resource(object).create());
  }

  /** Merges into exactly that object, never into a successor of its name. */
  <T extends HasMetadata> T merge(T object, Map<String, Object> spec) {
    return merge(object, spec, false);
  }

  /** Ends the command just as {@link #merge} would, and changes nothing. */
  <T extends HasMetadata> void tryMerge(T object, Map<String, Object> spec) {
    var _ = merge(object, spec, true);
  }

  private <T extends HasMetadata> T merge(T object, Map<String, Object> spec, boolean dryRun) {
    Map<String, Object> patch =
        Map.of("metadata", Map.of("uid", object.getMetadata().getUid()), "spec", spec);
    String json = client.getKubernetesSerialization().asJson(patch);
    PatchContext merge =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withDryRun(dryRun ? List.of("All") : null)
            .build();
    return ask("patch", object, () -> client.resource(object).patch(merge, json));
  }

  /** Deletes exactly that object. It may be gone already. */
  void delete(HasMetadata object) {
    delete(object, null);
  }

  /** The same, but only as long as it is as it was read: else {@link #conflict}. */
  void deleteUnchanged(HasMetadata object) {
    delete(object, object.getMetadata().getResourceVersion());
  }

  private void delete(HasMetadata object, @Nullable String version) {
    // The client's own delete() can't name a uid.
    DeleteOptions options = new DeleteOptions();
    options.setApiVersion("v1");
    options.setKind("DeleteOptions");
    options.setPreconditions(new Preconditions(version, object.getMetadata().getUid()));
    String path =
        "/apis/%s/namespaces/%s/%s/%s"
            .formatted(
                object.getApiVersion(),
                object.getMetadata().getNamespace(),
                HasMetadata.getPlural(object.getClass()),
                object.getMetadata().getName());
    var _ = ask("delete", object, () -> Optional.ofNullable(client.raw(path, "DELETE", options)));
  }

  /** Asks something, and ends the command with one line where it is refused. */
  <A> A ask(Refusal about, Supplier<A> question) {
    try {
      return question.get();
    } catch (KubernetesClientException e) {
      throw about.told(e);
    }
  }

  private <A, T extends HasMetadata> A ask(
      String verb, Class<T> kind, @Nullable String where, Supplier<A> question) {
    return ask(Refusal.of(verb, kind, where, server()), question);
  }

  private <A, T extends HasMetadata> A ask(String verb, T object, Supplier<A> question) {
    return ask(verb, object.getClass(), object.getMetadata().getNamespace(), question);
  }

  private <T extends HasMetadata>
      NonNamespaceOperation<T, KubernetesResourceList<T>, Resource<T>> in(
          Class<T> kind, String where) {
    return client.resources(kind).inNamespace(where);
  }

  /**
   * Whether a refusal says that there is an object of that name already, or that it is another one
   * by now.
   */
  static boolean conflict(Failure failure) {
    return failure.getCause() instanceof KubernetesClientException e
        && e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  @Override
  public void close() {
    client.close();
  }
}
