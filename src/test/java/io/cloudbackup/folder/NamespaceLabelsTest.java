package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class NamespaceLabelsTest {
  @AutoClose
  private final KubernetesClient nowhere =
      new KubernetesClientBuilder()
          .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())
          .build();

  private final List<String> heard = new ArrayList<>();
  private final NamespaceLabels labels =
      new NamespaceLabels(nowhere.namespaces().runnableInformer(0), heard::add);

  private static Namespace namespace(String name, String team) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("team", team)
        .endMetadata()
        .build();
  }

  /** Its labels may be others than those that somebody saw before the watch began. */
  @Test
  void shouldTellOfANamespaceThatTheWatchSeesForTheFirstTime() {
    labels.onAdd(namespace("shop", "a"));

    assertThat(heard).containsExactly("shop");
  }

  @Test
  void shouldTellOfChangedLabelsOnly() {
    labels.onUpdate(namespace("shop", "a"), namespace("shop", "a"));
    assertThat(heard).isEmpty();

    labels.onUpdate(namespace("shop", "a"), namespace("shop", "b"));
    assertThat(heard).containsExactly("shop");
  }
}
