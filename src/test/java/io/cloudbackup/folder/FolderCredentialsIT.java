package io.cloudbackup.folder;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.withinWorkingTime;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a BackupFolder says of credentials that are no good, and how it mends by itself. */
@SharedOperator
class FolderCredentialsIT {
  private static final String BY_TOKEN =
      "credentials: {iamTokenSecretRef: {name: token, key: token}}";
  private static final String BY_KEY =
      "credentials: {authorizedKeySecretRef: {name: key, key: key.json}}";

  /** Before the operator looks at a Secret by itself for the first time. */
  private static final Duration AT_ONCE = Duration.ofSeconds(12);

  private final KeyPair key = rsa();

  @AutoClose
  private final Scene scene =
      Scene.of(
          "creds",
          """
          folders: [{id: b1gone}, {id: b1gtwo}]
          serviceAccounts:
            - id: ajeone
              folders: [b1gone]
              tokens: [t1.one]
              keys: [{id: ajekey, publicKey: "%s"}]
            - {id: ajetwo, folders: [b1gtwo], tokens: [t1.two]}
          metadataAccount: ajeone
          machines: [{id: epdone, backups: [{age: 1h}]}]
          """
              .formatted(Base64.getEncoder().encodeToString(key.getPublic().getEncoded())));

  private void awaitProblem(String reason, String... words) {
    eventually(
        () -> {
          var conditions = scene.folder("default").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("False " + reason);
          assertThat(message(conditions, "Ready")).contains(words);
          assertThat(state(conditions, "Stalled")).isEqualTo("True " + reason);
          assertThat(state(conditions, "Reconciling")).isEqualTo("False " + reason);
        });
  }

  private void awaitReady() {
    withinWorkingTime(
        Duration.ofSeconds(30),
        () ->
            assertThat(state(scene.folder("default").conditions(), "Ready"))
                .isEqualTo("True Swept"));
  }

  @Test
  void shouldFindTheSecretWhenItComes() {
    scene.folder("default", BY_TOKEN, "");
    awaitProblem("SecretNotFound", "Secret token", scene.namespace(), "key token");

    scene.secret("token", Map.of("token", "t1.one"));

    awaitReady();
  }

  @Test
  void shouldSendNoSecretThatIsNotLabelled() {
    scene.secret("token", Map.of("token", "t1.one"), Map.of("app", "other"));
    scene.folder("default", BY_TOKEN, "");
    awaitProblem("SecretNotLabelled", "backup.yandex.cloud/credentials=true");
    assertThat(scene.cloud().calls("Resource.list")).isEmpty();

    scene.secret("token", Map.of("token", "t1.one"));

    awaitReady();
  }

  @Test
  void shouldFindTheKeyOfTheSecretWhenItComes() {
    scene.secret("token", Map.of("other", "t1.one"));
    scene.folder("default", BY_TOKEN, "");
    awaitProblem("SecretKeyMissing", "Secret token", "key token");

    scene.secret("token", Map.of("token", "t1.one"));

    awaitReady();
  }

  @Test
  void shouldSayThatATokenIsNotAccepted() {
    scene.secret("token", Map.of("token", "t1.canary-wrong"));
    scene.folder("default", BY_TOKEN, "");
    awaitProblem("AuthenticationFailed", "Put a valid token or key into the Secret");
    assertThat(message(scene.folder("default").conditions(), "Ready")).doesNotContain("canary");

    scene.secret("token", Map.of("token", "t1.one"));

    awaitReady();
  }

  @Test
  void shouldSayWhichRoleIsMissing() {
    scene.secret("token", Map.of("token", "t1.two"));
    scene.folder("default", BY_TOKEN, "");
    awaitProblem("PermissionDenied", "backup.viewer", "b1gone");

    scene.secret("token", Map.of("token", "t1.one"));

    awaitReady();
  }

  @Test
  void shouldSendNoTokenToAnEndpointThatIsNotAllowed() {
    scene.secret("token", Map.of("token", "t1.one"));
    scene.create(
        "BackupFolder",
        "default",
        "{folderId: b1gone, "
            + BY_TOKEN
            + ", sweepInterval: 5s,"
            + " endpoints: {backup: 'http://localhost:1', operation: CLOUD, iam: CLOUD}}");
    awaitProblem("EndpointNotAllowed", "http://localhost:1", "CLOUD_BACKUP_ALLOWED_ENDPOINTS");

    scene.patch(BackupFolder.class, "default", "{spec: {endpoints: {backup: CLOUD}}}");

    awaitReady();
  }

  @Test
  void shouldExchangeAnAuthorizedKey() {
    scene.secret("key", Map.of("key.json", "canary, not JSON"));
    scene.folder("default", BY_KEY, "");
    awaitProblem("InvalidAuthorizedKey", "key.json", "Secret key", "yc iam key create");
    assertThat(message(scene.folder("default").conditions(), "Ready")).doesNotContain("canary");

    scene.secret("key", Map.of("key.json", keyFile(key)));

    awaitReady();
    assertThat(scene.cloud().calls("Iam.createToken"))
        .as("one token for all calls")
        .hasSize(1)
        .allSatisfy(call -> assertThat(call.status()).isEqualTo(200));
  }

  @Test
  void shouldSayThatAnAuthorizedKeyIsNotTheCloudsAndMindNoOtherFolder() {
    scene.secret("key", Map.of("key.json", keyFile(rsa())));
    scene.secret("token", Map.of("token", "t1.one"));
    scene.folder("default", BY_KEY, "");
    scene.folder("good", BY_TOKEN, "");
    awaitProblem("AuthenticationFailed", "Put a valid token or key");
    eventually(
        () ->
            assertThat(state(scene.folder("good").conditions(), "Ready")).isEqualTo("True Swept"));
    int swept = scene.cloud().calls("Resource.list").size();

    eventually(
        () ->
            assertThat(scene.cloud().calls("Resource.list"))
                .as("the good folder is swept on")
                .hasSizeGreaterThan(swept + 1));

    assertThat(state(scene.folder("good").conditions(), "Ready")).isEqualTo("True Swept");
    awaitProblem("AuthenticationFailed", "Put a valid token or key");
  }

  @Test
  void shouldUseAChangedSecretWithinHalfAMinuteHoweverRarelyItSweeps() {
    scene.secret("token", Map.of("token", "t1.one"));
    scene.folder("default", BY_TOKEN, "sweepInterval: 1h");
    awaitReady();

    scene.secret("token", Map.of("token", "t1.two"));

    withinWorkingTime(
        Duration.ofSeconds(30),
        () ->
            assertThat(state(scene.folder("default").conditions(), "Ready"))
                .isEqualTo("False PermissionDenied"));
    assertThat(scene.cloud().calls("Resource.list"))
        .as("looking at the Secret costs the cloud nothing")
        .hasSize(2);
    scene.secret("token", Map.of("token", "t1.one"));
    awaitReady();
  }

  @Test
  void shouldUseAChangedSecretAtOnceWhenItIsNudged() {
    scene.secret("token", Map.of("token", "t1.one"));
    scene.folder("default", BY_TOKEN, "sweepInterval: 1h");
    awaitReady();

    scene.secret("token", Map.of("token", "t1.two"));
    scene.annotate(
        BackupFolder.class, "default", "backup.yandex.cloud/reconcile-requested-at", "now");

    withinWorkingTime(
        AT_ONCE,
        () ->
            assertThat(state(scene.folder("default").conditions(), "Ready"))
                .isEqualTo("False PermissionDenied"));
  }

  @Test
  void shouldUseAChangedSecretAtOnceWhenTheCloudRefusesTheOldToken() {
    scene.secret("token", Map.of("token", scene.cloud().issuedToken()));
    scene.folder("default", BY_TOKEN, "sweepInterval: 1h");
    awaitReady();
    scene.cloud().control("POST", "/tokens/revoke", "");
    scene.secret("token", Map.of("token", "t1.one"));

    scene.create(
        "BackupRecovery",
        "asks",
        "{source: {latest: {computeInstanceId: epdone}}, target: {computeInstanceId: epdone},"
            + " approval: Manual, startDeadline: '"
            + Instant.now().plusSeconds(600)
            + "'}");

    withinWorkingTime(
        AT_ONCE,
        () -> {
          assertThat(scene.cloud().calls("Resource.list"))
              .as("a sweep with the new token, without a second refusal")
              .extracting(Journal.Entry::status)
              .containsExactly(200, 200);
          assertThat(state(scene.recovery("asks").conditions(), "Ready"))
              .isEqualTo("False ApprovalRequired");
        });
  }

  private static String keyFile(KeyPair pair) {
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPrivate().getEncoded());
    return JsonMapper.builder()
        .build()
        .createObjectNode()
        .put("id", "ajekey")
        .put("service_account_id", "ajeone")
        .put(
            "private_key",
            "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n")
        .toString();
  }

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }
}
