package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderEndpoints;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.cloud.AllowedEndpoints;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CaBundle;
import io.cloudbackup.cloud.ClientRuntime;
import io.cloudbackup.cloud.ClientSettings;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.cloud.CloudException;
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
  private static final BackupFolderSpec SPEC = at("http://127.0.0.1:1");

  private static BackupFolderSpec at(String cloud) {
    return new BackupFolderSpec(
        "folder-1",
        new BackupFolderSpec.FolderCredentials(null, new SecretKeyRef("token", "token")),
        new FolderEndpoints(cloud, cloud, cloud, null),
        "60s",
        10,
        null,
        List.of(),
        null,
        null);
  }

  @AutoClose("shutdown")
  private final MockWebServer apiServer = new MockWebServer();

  @AutoClose("shutdown")
  private final MockWebServer cloud = new MockWebServer();

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
  void shouldTellWhetherTheCredentialsAreStillThoseOfTheConnection() {
    connect("t1.one", null);

    answerWith("t1.one");
    assertThat(connections.stands(REF, SPEC)).isTrue();
    answerWith("t1.two");
    assertThat(connections.stands(REF, SPEC)).isFalse();
    apiServer.enqueue(new MockResponse().setResponseCode(404).setBody("{}"));
    assertThat(connections.stands(REF, SPEC)).isFalse();
    apiServer.enqueue(new MockResponse().setResponseCode(500).setBody("{}"));
    assertThat(connections.stands(REF, SPEC)).as("nobody knows").isTrue();
    connections.forget(REF);
    answerWith("t1.one");
    assertThat(connections.stands(REF, SPEC)).isFalse();
  }

  @Test
  void shouldGiveNoFurtherRequestsForANudgeOrAnotherSecret() {
    cloud.start();
    cloud.enqueue(
        new MockResponse().setResponseCode(429).setHeader("Retry-After", "40").setBody("{}"));
    BackupFolderSpec spec = at("http://127.0.0.1:" + cloud.getPort());
    BackupApi first = connect("t1.one", null, "uid-1", spec).api();
    assertThatThrownBy(() -> first.getOperation("op")).isInstanceOf(CloudException.class);
    assertThat(cloud.getRequestCount()).isEqualTo(1);

    for (BackupApi again :
        List.of(
            connect("t1.one", "now", "uid-1", spec).api(),
            connect("t1.two", "now", "uid-1", spec).api())) {
      assertThatThrownBy(() -> again.getOperation("op")).hasMessageContaining("they pause");
    }

    assertThat(cloud.getRequestCount()).as("the cloud wanted to be left alone").isEqualTo(1);
    BackupApi ofSuccessor = connect("t1.two", "now", "uid-2", spec).api();
    cloud.enqueue(new MockResponse().setResponseCode(200).setBody("{\"id\": \"op\"}"));
    assertThat(ofSuccessor.getOperation("op").id()).isEqualTo("op");
  }

  @Test
  void shouldForgetWhatWasCountedWithTheFolder() {
    connect("t1.one", null);

    connections.forget(REF);

    assertThat(heard.heard()).containsExactly("connected team/default", "forgot team/default");
  }

  private Connection.Made connect(String token, @Nullable String nudge) {
    return connect(token, nudge, "uid-1", SPEC);
  }

  private Connection.Made connect(
      String token, @Nullable String nudge, String uid, BackupFolderSpec spec) {
    answerWith(token);
    return (Connection.Made) connections.connect(REF, uid, nudge, spec);
  }

  private void answerWith(String token) {
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
