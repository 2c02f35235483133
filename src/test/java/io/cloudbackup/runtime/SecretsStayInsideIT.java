package io.cloudbackup.runtime;

import static io.cloudbackup.testing.Eventually.within;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.testing.BackupsAccount;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.HostileCloud;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Canaries in place of secrets, through what succeeds and what fails, at the loudest log level. */
@OwnOperator
class SecretsStayInsideIT {
  private static final String ISSUED = "\\bt1\\.[\\w.=-]{8,}";
  private static final String SIGNED = "eyJ[\\w-]+\\.[\\w.-]+";

  private final String machine = "epd" + UUID.randomUUID().toString().substring(0, 8);
  private final String token = "t1.canary-" + UUID.randomUUID();
  private final KeyPair key = rsa();

  @AutoClose
  private final Scene scene =
      Scene.of(
          "inside",
          """
          folders: [{id: b1gone}]
          federations: [{issuer: "%s", audiences: [ycaud], jwks: %s}]
          metadataAccount: ajeone
          serviceAccounts:
            - id: ajeone
              folders: [b1gone]
              tokens: ["%s"]
              keys: [{id: ajekey, publicKey: "%s"}]
              subjects: ["system:serviceaccount:NAMESPACE:backups"]
          policies: [cdgdaily]
          settings: {recoveryDuration: 4s}
          machines:
            - {id: %s, backups: [{id: backup-one, age: 2h}]}
          """
              .formatted(
                  "https://kubernetes.default.svc",
                  ControlPlane.shared().tokenKeys(),
                  token,
                  Base64.getEncoder().encodeToString(key.getPublic().getEncoded()),
                  machine));

  @Test
  void shouldShowNoSecretAnywhere() throws Exception {
    secrets();
    byToken("good", token, "");
    byToken("bad", "t1.canary-" + UUID.randomUUID(), "");
    scene.folder(
        "key",
        "credentials: {authorizedKeySecretRef: {name: key, key: key.json}}",
        "recovery: {adoptionGracePeriod: 1s}");
    scene.folder("cut", "credentials: {authorizedKeySecretRef: {name: cut, key: key.json}}", "");
    byWorkloadIdentity();
    scene.folder("metadata", "credentials: {instanceMetadata: {}}", "");
    scene.cloud().fault("{method: Iam.createToken, kind: garbage}");
    scene.cloud().fault("{method: Resource.list, kind: status, code: 16, times: 2}");
    scene.cloud().fault("{method: Backup.startRecovery, kind: lostAnswer}");
    try (HostileCloud forbids = HostileCloud.start(HostileCloud.echoes(403, 7));
        HostileCloud rejects = HostileCloud.start(HostileCloud.echoes(401, 16));
        OperatorUnderTest operator =
            OperatorUnderTest.start(
                "--watch-namespaces",
                scene.namespace(),
                "--metadata-address",
                scene.cloud().uri().toString(),
                "--metadata-namespaces",
                scene.namespace(),
                "--log-level",
                "TRACE")) {
      byToken("forbidden", token, forbids.endpoints());
      byToken("opaque", "y0_canary-" + UUID.randomUUID(), rejects.endpoints());
      scene.folder(
          "unfederated",
          new BackupsAccount(scene).credentials("ajeone", "ycaud"),
          rejects.endpoints());
      byToken("rejected", token, rejects.endpoints());
      scene.create(
          "BackupResource", "web", "{computeInstanceId: " + machine + ", folderRef: {name: key}}");
      recover();
      within(
          Duration.ofSeconds(90),
          () -> {
            assertReady("good", "True Swept");
            assertReady("bad", "False AuthenticationFailed");
            assertReady("key", "True Swept");
            assertReady("workload", "True Swept");
            assertReady("metadata", "True Swept");
            assertReady("cut", "False InvalidAuthorizedKey");
            assertReady("opaque", "False AuthenticationFailed");
            assertReady("unfederated", "False TokenExchangeRefused");
            assertReady("forbidden", "False PermissionDenied");
            assertReady("rejected", "False AuthenticationFailed");
            assertThat(scene.recovery("web").phase()).isEqualTo("Succeeded");
          });

      String shown = everythingShown(operator);

      assertThat(shown).contains("PermissionDenied", "[redacted]", "Succeeded");
      assertThat(canaries()).allSatisfy(canary -> assertThat(shown).doesNotContain(canary));
      assertThat(shown).doesNotContainPattern(ISSUED).doesNotContainPattern(SIGNED);
      assertThat(operator.get("/metrics").body()).contains("cloudbackup_folder_ready");
    }
    try (Stream<Path> files = Files.list(Path.of(""))) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".hprof"));
    }
  }

  private void assertReady(String folder, String expected) {
    assertThat(state(scene.folder(folder).conditions(), "Ready")).as(folder).isEqualTo(expected);
  }

  /** The log, the metrics, the Events and all objects but the Secrets. */
  private String everythingShown(OperatorUnderTest operator) {
    List<Object> objects = new ArrayList<>();
    for (var kind :
        List.of(
            BackupFolder.class, BackupResource.class, BackupRecovery.class, CloudBackup.class)) {
      objects.addAll(
          scene.client().resources(kind).inNamespace(scene.namespace()).list().getItems());
    }
    objects.addAll(scene.client().v1().events().inNamespace(scene.namespace()).list().getItems());
    assertThat(objects).hasSizeGreaterThan(8);
    return operator.log() + operator.get("/metrics").body() + Serialization.asJson(objects);
  }

  private List<String> canaries() {
    List<String> canaries = new ArrayList<>(pem().lines().filter(l -> l.length() == 64).toList());
    canaries.addAll(List.of("canary-", "PRIVATE KEY", "Bearer " + token));
    return canaries;
  }

  private void secrets() throws IOException {
    Map<String, String> file =
        Map.of("id", "ajekey", "service_account_id", "ajeone", "private_key", pem());
    String json = new JsonMapper().writeValueAsString(file);
    scene.secret("key", Map.of("key.json", json));
    scene.secret("cut", Map.of("key.json", json.substring(0, json.length() / 2)));
  }

  private void byWorkloadIdentity() {
    BackupsAccount backups = new BackupsAccount(scene);
    backups.create();
    backups.letTheOperatorAskForTokens();
    scene.folder("workload", backups.credentials("ajeone", "ycaud"), "");
  }

  private void byToken(String name, String value, String more) {
    scene.secret(name, Map.of("token", value));
    scene.folder(name, "credentials: {iamTokenSecretRef: {name: " + name + ", key: token}}", more);
  }

  private void recover() {
    scene.create(
        "BackupRecovery",
        "web",
        """
        {folderRef: {name: key}, source: {backupId: backup-one}, target: {computeInstanceId: %s},
         startDeadline: '%s'}
        """
            .formatted(machine, Instant.now().plusSeconds(600)));
  }

  private String pem() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
