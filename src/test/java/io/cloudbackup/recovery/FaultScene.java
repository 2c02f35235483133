package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.within;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.EmulatedCloud;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where a cell of the fault matrix plays: a cloud, a namespace and machines of its own. */
final class FaultScene implements AutoCloseable {
  static final String NAME = "web";
  static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  private static final KeyPair KEY = rsa();

  private final String suffix = UUID.randomUUID().toString().substring(0, 12);
  private final String source = "epdsource" + suffix;
  private final String target = "epdtarget" + suffix;
  private final String latest = "backup-new" + suffix;
  private final Scene scene;

  FaultScene() {
    scene =
        Scene.of(
            "matrix",
            """
            folders: [{id: b1gone}]
            serviceAccounts:
              - id: ajeone
                folders: [b1gone]
                tokens: [t1.one]
                keys: [{id: ajekey, publicKey: "%s"}]
            machines:
              - id: %s
                backups: [{id: backup-old%s, age: 48h}, {id: %s, age: 24h}]
              - {id: %s}
            settings: {recoveryDuration: 2s}
            """
                .formatted(base64(KEY.getPublic().getEncoded()), source, suffix, latest, target));
  }

  /** The folder, with a token or an authorized key. */
  void folder(boolean withKey, String recoveryPolicy) {
    scene.secret("cloud", Map.of("token", "t1.one", "key.json", keyFile()));
    String credentials = withKey ? "authorizedKeySecretRef" : "iamTokenSecretRef";
    scene.folder(
        "default",
        "credentials: {%s: {name: cloud, key: %s}}"
            .formatted(credentials, withKey ? "key.json" : "token"),
        "sweepInterval: 60s, recovery: {" + recoveryPolicy + "}");
  }

  void awaitFolder() {
    within(
        LONG_ENOUGH,
        () ->
            assertThat(state(scene.folder("default").conditions(), "Ready"))
                .isEqualTo("True Swept"));
  }

  /** Orders a recovery of the source's newest backup, or of that very backup. */
  void recover(boolean byLatest) {
    String from =
        byLatest ? "{latest: {computeInstanceId: " + source + "}}" : "{backupId: " + latest + "}";
    scene.create(
        "BackupRecovery",
        NAME,
        "{source: %s, target: {computeInstanceId: %s}, startDeadline: '%s'}"
            .formatted(from, target, RecoveryScene.inSeconds(3600)));
  }

  /** From now on the folder lets nothing be sent again, as when the window has passed. */
  void endReplays() {
    scene.patch(BackupFolder.class, "default", "{spec: {recovery: {startReplay: Never}}}");
  }

  EmulatedCloud cloud() {
    return scene.cloud();
  }

  String namespace() {
    return scene.namespace();
  }

  String target() {
    return target;
  }

  List<Journal.Entry> posts() {
    return cloud().calls("Backup.startRecovery");
  }

  int starts() {
    return cloud().starts(target).size();
  }

  BackupRecovery recovery() {
    return scene.existing(BackupRecovery.class, NAME);
  }

  /** Whether a recovery holds the target. */
  boolean locked() {
    Lease lock = lock().get();
    return lock != null && lock.getSpec().getHolderIdentity() != null;
  }

  private Resource<Lease> lock() {
    return scene.client().leases().inNamespace(ControlPlane.RELEASE).withName(Keys.lease(target));
  }

  private static String keyFile() {
    return JsonMapper.builder()
        .build()
        .createObjectNode()
        .put("id", "ajekey")
        .put("service_account_id", "ajeone")
        .put(
            "private_key",
            "-----BEGIN PRIVATE KEY-----\n"
                + base64(KEY.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n")
        .toString();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
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

  /** The recovery goes first, while its namespace still takes what the operator writes of it. */
  @Override
  public void close() {
    try (scene) {
      scene.delete(BackupRecovery.class, NAME);
      within(
          LONG_ENOUGH, () -> assertThat(scene.find(BackupRecovery.class, NAME)).as(NAME).isNull());
      var _ = lock().delete();
    }
  }
}
