package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.cloud.AllowedEndpoints;
import io.cloudbackup.cloud.CaBundle;
import io.cloudbackup.cloud.ClientRuntime;
import io.cloudbackup.cloud.ClientSettings;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.folder.FolderConnections.Connection;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A connection lasts as long as what it was made of; a new one has no breaker open. */
class FolderConnectionsTest {
  private static final FolderRef REF = new FolderRef("default", "team");
  private static final BackupFolderSpec SPEC =
      new BackupFolderSpec(
          "folder-1",
          new BackupFolderSpec.FolderCredentials(null, new SecretKeyRef("token", "token")),
          new BackupFolderSpec.FolderEndpoints(
              "http://127.0.0.1:1", "http://127.0.0.1:1", "http://127.0.0.1:1", null),
          "60s",
          10,
          null,
          List.of(),
          null);

  @AutoClose("shutdown")
  private final MockWebServer apiServer = new MockWebServer();

  @AutoClose private final KubernetesClient client = client();
  private final HeardFolders heard = new HeardFolders();
  private final FolderConnections connections =
      new FolderConnections(
          new FolderCredentials(client, MetadataSettings.OFF),
          new CloudConnector(
              ClientSettings.DEFAULT,
              AllowedEndpoints.parse("http://127.0.0.1:*"),
              CloudConnector.DISCOVERY,
              CaBundle.NONE,
              "test",
              ClientRuntime.system()),
          heard,
          ref -> {});

  @Test
  void shouldKeepTheConnectionWhileNothingChanges() {
    assertThat(connect("t1.one", null).fresh()).isTrue();

    assertThat(connect("t1.one", null).fresh()).isFalse();
    assertThat(heard.heard()).containsExactly("connected team/default");
  }

  @Test
  void shouldConnectAnewWhenTheSecretChanges() {
    connect("t1.one", null);

    assertThat(connect("t1.two", null).fresh()).isTrue();
  }

  @Test
  void shouldConnectAnewOnceForEveryNudge() {
    connect("t1.one", null);

    assertThat(connect("t1.one", "now").fresh()).isTrue();
    assertThat(connect("t1.one", "now").fresh()).isFalse();
    assertThat(connect("t1.one", "again").fresh()).isTrue();
  }

  @Test
  void shouldForgetWhatWasCountedWithTheFolder() {
    connect("t1.one", null);

    connections.forget(REF);

    assertThat(heard.heard()).containsExactly("connected team/default", "forgot team/default");
  }

  private Connection.Made connect(String token, @Nullable String nudge) {
    apiServer.enqueue(
        new MockResponse()
            .setResponseCode(200)
            .setBody(
                Serialization.asJson(
                    new SecretBuilder()
                        .withNewMetadata()
                        .withName("token")
                        .withNamespace("team")
                        .withLabels(Map.of("backup.yandex.cloud/credentials", "true"))
                        .endMetadata()
                        .addToData("token", base64(token))
                        .build())));
    return (Connection.Made) connections.connect(REF, "uid-1", nudge, SPEC);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private KubernetesClient client() {
    apiServer.start();
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + apiServer.getPort())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
