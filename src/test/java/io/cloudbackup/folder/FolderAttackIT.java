package io.cloudbackup.folder;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by whoever may write a BackupFolder in a namespace. */
@SharedOperator
class FolderAttackIT {
  private static final String BY_TOKEN =
      "credentials: {iamTokenSecretRef: {name: token, key: token}}";

  @AutoClose
  private final Scene scene =
      Scene.start("attack", "machines: [{id: epdone}, {id: epdtwo, folder: b1gtwo}]");

  private void awaitReady(Scene where, String wanted) {
    eventually(
        () -> assertThat(state(where.folder("default").conditions(), "Ready")).isEqualTo(wanted));
  }

  private void watchOne(Scene where) {
    where.create("BackupResource", "one", "{computeInstanceId: epdone}");
  }

  private static String synced(Scene where) {
    return state(where.resource("one").conditions(), "Synced");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.2:PORT",
        "http://localhost:PORT",
        "http://169.254.169.254",
        "https://kubernetes.default.svc",
        "https://10.0.0.1",
        "https://attacker.example"
      })
  void shouldSendNoTokenToTheAttackersServerThatAFolderPointsTo(String endpoint)
      throws IOException {
    AtomicInteger stolen = new AtomicInteger();
    HttpServer attacker = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
    attacker.createContext(
        "/",
        exchange -> {
          stolen.incrementAndGet();
          exchange.close();
        });
    attacker.start();
    try {
      String url = endpoint.replace("PORT", Integer.toString(attacker.getAddress().getPort()));
      scene.secret("token", Map.of("token", "t1.one"));
      for (String field : List.of("backup", "operation")) {
        scene.create(
            "BackupFolder",
            field,
            "{folderId: b1gone, %s, endpoints: {backup: CLOUD, operation: CLOUD, iam: CLOUD, %s: '%s'}}"
                .formatted(BY_TOKEN, field, url)
                .replace(field + ": CLOUD, ", ""));
      }

      for (String field : List.of("backup", "operation")) {
        eventually(
            () -> {
              var conditions = scene.folder(field).conditions();
              assertThat(state(conditions, "Ready")).isEqualTo("False EndpointNotAllowed");
              assertThat(message(conditions, "Ready")).contains(url);
            });
      }
      assertThat(stolen).hasValue(0);
      assertThat(scene.cloud().calls("Resource.list")).isEmpty();
    } finally {
      attacker.stop(0);
    }
  }

  @Test
  void shouldSendNobodysUnlabelledSecretToAnEndpointOfTheAttackers() {
    scene.secret("db", Map.of("password", "canary-of-the-database"), Map.of());
    scene.secret("denied", Map.of("password", "canary-of-the-database"), Map.of(label(), "false"));
    for (String secret : List.of("db", "denied")) {
      scene.folder(
          secret,
          "credentials: {iamTokenSecretRef: {name: %s, key: password}}".formatted(secret),
          "");
      eventually(
          () -> {
            var conditions = scene.folder(secret).conditions();
            assertThat(state(conditions, "Ready")).isEqualTo("False SecretNotLabelled");
            assertThat(message(conditions, "Ready")).doesNotContain("canary");
          });
    }
    throughout(
        Duration.ofSeconds(6),
        () -> assertThat(scene.cloud().control("GET", "/journal", "").path("requests")).isEmpty());
  }

  private static String label() {
    return io.cloudbackup.api.BackupApiGroup.CREDENTIALS_LABEL;
  }

  @Test
  void shouldUseNoSecretWhoseLabelWasTakenOff() {
    scene.withFolder();
    awaitReady(scene, "True Swept");

    scene.secret("token", Map.of("token", "t1.one"), Map.of(label(), "false"));

    awaitReady(scene, "False SecretNotLabelled");
    int asked = scene.cloud().calls("Resource.list").size();
    throughout(
        Duration.ofSeconds(6),
        () -> assertThat(scene.cloud().calls("Resource.list")).hasSize(asked));
  }

  @Test
  void shouldUseNoSecretOfAnotherNamespace() {
    Scene attacker = scene.neighbour(Map.of());
    scene.secret("token", Map.of("token", "t1.one"));
    for (String name :
        List.of(
            scene.namespace() + "/token",
            "../" + scene.namespace() + "/token",
            "../../" + scene.namespace() + "/secrets/token",
            "..%2f" + scene.namespace() + "%2ftoken")) {
      assertThatThrownBy(
              () ->
                  attacker.folder(
                      "default",
                      "credentials: {iamTokenSecretRef: {name: '%s', key: token}}".formatted(name),
                      ""))
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422));
    }

    attacker.folder(
        "default",
        "credentials: {iamTokenSecretRef: {name: token, namespace: %s, key: token}}"
            .formatted(scene.namespace()),
        "");

    awaitReady(attacker, "False SecretNotFound");
    assertThat(scene.cloud().calls("Resource.list")).isEmpty();
  }

  @Test
  void shouldUseNothingOfAFolderThatAnotherTeamCreatedAgainUnderItsName() {
    scene.withFolder();
    watchOne(scene);
    eventually(() -> assertThat(synced(scene)).isEqualTo("True Swept"));

    recreate();

    awaitReady(scene, "False PermissionDenied");
    eventually(() -> assertThat(synced(scene)).isEqualTo("False PermissionDenied"));
    int before = scene.cloud().calls("Resource.list").size();
    eventually(
        () -> assertThat(scene.cloud().calls("Resource.list")).hasSizeGreaterThan(before + 1));
    assertThat(scene.cloud().calls("Resource.list").subList(before, before + 1))
        .as("with the new folder's token, which may not")
        .allSatisfy(call -> assertThat(call.status()).isEqualTo(403));
    assertThat(scene.folder("default").machines()).as("what the old one found").isNull();
  }

  @Test
  void shouldFeedNothingThatASweepOfTheFormerFolderStillFinds() {
    scene.withFolder();
    awaitReady(scene, "True Swept");
    scene.cloud().fault("{method: Resource.list, times: 1, kind: delay, delay: 8s}");
    int before = scene.cloud().calls("Resource.list").size();
    eventually(() -> assertThat(scene.cloud().calls("Resource.list")).hasSizeGreaterThan(before));

    recreate();
    watchOne(scene);

    awaitReady(scene, "False PermissionDenied");
    throughout(
        Duration.ofSeconds(10),
        () -> {
          assertThat(scene.resource("one").state()).isNull();
          assertThat(synced(scene)).isNotEqualTo("True Swept");
        });
  }

  /** As a team would whose service account may use another cloud folder only. */
  private void recreate() {
    scene.delete(BackupFolder.class, "default");
    scene.secret("token", Map.of("token", "t1.two"));
    scene.folder("default", BY_TOKEN, "");
  }

  @Test
  void shouldLendNothingToASecondFolderOfTheSameCloudFolder() {
    scene.withFolder();
    awaitReady(scene, "True Swept");
    Scene attacker = scene.neighbour(Map.of());
    attacker.secret("token", Map.of("token", "t1.two"));
    attacker.folder("default", BY_TOKEN, "");
    watchOne(attacker);

    awaitReady(attacker, "False PermissionDenied");
    eventually(() -> assertThat(synced(attacker)).isEqualTo("False PermissionDenied"));

    assertThat(attacker.resource("one").state()).isNull();
    awaitReady(scene, "True Swept");
  }
}
