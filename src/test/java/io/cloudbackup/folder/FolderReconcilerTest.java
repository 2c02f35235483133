package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.cloud.AllowedEndpoints;
import io.cloudbackup.cloud.CaBundle;
import io.cloudbackup.cloud.ClientRuntime;
import io.cloudbackup.cloud.ClientSettings;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderReconcilerTest {
  private static final FolderRef REF = new FolderRef("default", "team");

  @AutoClose("shutdown")
  private final MockWebServer server = new MockWebServer();

  private final FolderRegistry registry = new FolderRegistry();

  private static BackupFolder folder() {
    BackupFolder folder = new BackupFolder();
    folder.setMetadata(
        new ObjectMetaBuilder()
            .withName(REF.name())
            .withNamespace(REF.resolvedNamespace())
            .withUid("uid-1")
            .withResourceVersion("1")
            .withGeneration(1L)
            .build());
    folder.setSpec(
        new BackupFolderSpec(
            "folder-1",
            new BackupFolderSpec.FolderCredentials(
                null, new SecretKeyRef("token", "token"), null, null),
            null,
            "60s",
            10,
            null,
            List.of(),
            null,
            null));
    return folder;
  }

  @ParameterizedTest
  @CsvSource({"403, True, let it get Secrets in namespace team", "500, False, HTTP 500"})
  void shouldSayThatTheApiServerDoesNotGiveTheSecret(int code, String stalled, String words) {
    server.enqueue(
        new MockResponse()
            .setResponseCode(code)
            .setBody("{\"apiVersion\":\"v1\",\"kind\":\"Status\",\"code\":" + code + "}"));
    server.enqueue(new MockResponse().setResponseCode(200).setBody("{}"));
    server.start();
    BackupFolder folder = folder();
    registry.expect(List.of(folder));

    try (KubernetesClient client = client()) {
      var _ = reconciler(client).reconcile(folder, living());
    }

    List<Condition> conditions = folder.getStatus().conditions();
    Condition ready = Condition.find(conditions, Condition.READY).orElseThrow();
    assertThat(ready.status()).isEqualTo(Condition.FALSE);
    assertThat(ready.reason()).isEqualTo("SecretNotReadable");
    assertThat(ready.message()).contains(words);
    assertThat(Condition.find(conditions, Condition.STALLED).orElseThrow().status())
        .isEqualTo(stalled);
    assertThat(registry.find(REF).orElseThrow().expected())
        .as("what uses the folder waits no longer for its first sweep")
        .isFalse();
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  private FolderReconciler reconciler(KubernetesClient client) {
    return new FolderReconciler(
        client,
        new CloudConnector(
            ClientSettings.DEFAULT,
            AllowedEndpoints.DEFAULT,
            CloudConnector.DISCOVERY,
            CaBundle.NONE,
            "test",
            ClientRuntime.system()),
        MetadataSettings.OFF,
        registry,
        new Writes(client, 1),
        (ref, machine) -> false,
        HeardBackups.unheard(),
        new FolderAccess(namespace -> Map.of()),
        new HeardFolders(),
        Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC));
  }

  private KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getPort())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  /** A context of an object that was not deleted. */
  @SuppressWarnings("unchecked")
  private static Context<BackupFolder> living() {
    return (Context<BackupFolder>)
        Proxy.newProxyInstance(
            FolderReconcilerTest.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("isPrimaryResourceDeleted")) {
                return false;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
