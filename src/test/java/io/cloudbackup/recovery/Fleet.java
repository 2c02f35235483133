package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.within;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.EmulatedCloud;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Any number of machines, each with a backup, in a cloud that forgives nothing: it ignores
 * idempotency keys, and lets a second recovery begin on a machine that is being recovered. So
 * whatever begins only once does so because the operator sees to it.
 */
final class Fleet implements AutoCloseable {
  /** How long the cloud takes for a recovery. */
  static final Duration RECOVERY = Duration.ofSeconds(4);

  private static final String CLOUD =
      """
      folders: [{id: b1gone}]
      serviceAccounts: [{id: ajeone, folders: [b1gone], tokens: [t1.one]}]
      settings: {recoveryDuration: %ds, idempotency: ignore, secondStart: accept}
      """
          .formatted(RECOVERY.toSeconds());

  private final String suffix = UUID.randomUUID().toString().substring(0, 8);
  private final Scene scene;

  private Fleet(Scene scene) {
    this.scene = scene;
  }

  /** One without machines, whose folder looks for a second for what an unclear start began. */
  static Fleet start() {
    return new Fleet(Scene.of("fleet", CLOUD).withFolder("recovery: {adoptionGracePeriod: 1s}"));
  }

  String namespace() {
    return scene.namespace();
  }

  EmulatedCloud cloud() {
    return scene.cloud();
  }

  /** Registers a machine that has one backup. */
  void register(String machine) {
    cloud()
        .control(
            "POST",
            "/machines",
            "{\"id\": \"%s\", \"backups\": [{\"id\": \"%s\"}]}"
                .formatted(machineId(machine), backupId(machine)));
  }

  /** Its id in the cloud, which is this fleet's own: locks are the same for all namespaces. */
  String machineId(String machine) {
    return "epd-" + machine + "-" + suffix;
  }

  private String backupId(String machine) {
    return "backup-" + machine + "-" + suffix;
  }

  /** Orders a fault that the machine's next start meets: the YAML of its kind. */
  void spoilStart(String machine, String fault) {
    cloud()
        .fault(
            "{method: Backup.startRecovery, path: '/%s:', %s}".formatted(backupId(machine), fault));
  }

  /** Orders a recovery of the machine's backup onto itself. */
  void recover(String recovery, String machine) {
    scene.create(
        "BackupRecovery",
        recovery,
        "{source: {backupId: %s}, target: {computeInstanceId: %s}, startDeadline: '%s'}"
            .formatted(backupId(machine), machineId(machine), RecoveryScene.inSeconds(3600)));
  }

  BackupRecoveryStatus status(String recovery) {
    return scene.recovery(recovery);
  }

  int percent(String recovery) {
    Integer percent = status(recovery).progressPercent();
    return percent == null ? 0 : percent;
  }

  /** All recoveries of the fleet, by one read. */
  List<BackupRecovery> recoveries() {
    return scene
        .client()
        .resources(BackupRecovery.class)
        .inNamespace(scene.namespace())
        .list()
        .getItems();
  }

  static BackupRecoveryStatus statusOf(BackupRecovery recovery) {
    return Optional.ofNullable(recovery.getStatus()).orElse(BackupRecoveryStatus.EMPTY);
  }

  /**
   * Waits until so many recoveries ended well and hold nothing any more. One that can't any more
   * without a person fails at once.
   */
  void awaitSuccess(int count, Duration time) {
    within(time, () -> assertThat(recoveries()).hasSize(count).allSatisfy(Fleet::requireSuccess));
  }

  private static void requireSuccess(BackupRecovery recovery) {
    BackupRecoveryStatus status = statusOf(recovery);
    String name = recovery.getMetadata().getName();
    switch (status.currentPhase()) {
      case Failed, Expired, OutcomeUnknown, StartUnknown ->
          throw new IllegalStateException(name + " is " + status.phase() + ": " + status.message());
      case Pending, AwaitingApproval, Queued, Starting, Recovering, Succeeded ->
          assertThat(status.phase()).as("%s: %s", name, status.message()).isEqualTo("Succeeded");
    }
    assertThat(recovery.getMetadata().getFinalizers()).as(name).isEmpty();
  }

  /** What was sent to start a recovery of the machine's backup. */
  List<Journal.Entry> sends(String machine) {
    return cloud().calls("Backup.startRecovery").stream()
        .filter(e -> e.path().contains("/" + backupId(machine) + ":"))
        .toList();
  }

  /** What really began, by its keys, oldest first. */
  List<String> begun() {
    return cloud().calls("Backup.startRecovery").stream()
        .filter(e -> e.effect().equals("startRecovery"))
        .map(Journal.Entry::idempotencyKey)
        .toList();
  }

  /** The recoveries onto the machine that really began. */
  List<Journal.Start> starts(String machine) {
    return cloud().starts(machineId(machine));
  }

  /** Whether a recovery holds the machine's lock. */
  boolean locked(String machine) {
    return lock(machine).map(l -> l.getSpec().getHolderIdentity()).isPresent();
  }

  /** Whether the lock tells the key that its holder sends. */
  boolean marked(String machine) {
    return lock(machine)
        .map(l -> l.getMetadata().getAnnotations())
        .filter(a -> a.containsKey("backup.yandex.cloud/idempotency-key"))
        .isPresent();
  }

  private Optional<Lease> lock(String machine) {
    return Optional.ofNullable(
        scene
            .client()
            .leases()
            .inNamespace(ControlPlane.RELEASE)
            .withName(lockName(machine))
            .get());
  }

  String lockName(String machine) {
    return Keys.lease(machineId(machine));
  }

  boolean held(String recovery) {
    return scene
        .existing(BackupRecovery.class, recovery)
        .hasFinalizer(BackupApiGroup.RECOVERY_FINALIZER);
  }

  static String key(BackupRecoveryStatus status) {
    return requireNonNull(status.start(), "nothing was started").idempotencyKey();
  }

  @Override
  public void close() {
    scene.close();
  }
}
