package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.EmulatedCloud;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A scene with a machine that has backups and one to recover onto. Their ids are this scene's own,
 * since a machine's lock is the same for all namespaces.
 */
final class RecoveryScene implements AutoCloseable {
  final String suffix = UUID.randomUUID().toString().substring(0, 8);
  final String source = "epdsource" + suffix;
  final String target = "epdtarget" + suffix;
  final String old = "backup-old" + suffix;
  final String latest = "backup-new" + suffix;
  final String deleted = "backup-deleted" + suffix;
  final Scene scene;

  private RecoveryScene(String folder) {
    scene =
        Scene.start(
            "recovery",
            """
            machines:
              - id: %s
                backups:
                  - {id: %s, age: 48h, size: 4GiB, policyId: cdgweekly}
                  - {id: %s, age: 24h, size: 100MiB, type: INCREMENTAL}
                  - {id: %s, age: 72h, deleted: true}
              - {id: %s}
            """
                .formatted(source, old, latest, deleted, target));
    scene.withFolder(folder);
  }

  /** One whose folder looks for two seconds for what a start without an answer began. */
  static RecoveryScene start() {
    return withFolder("recovery: {adoptionGracePeriod: 2s}");
  }

  /** One with that in the folder's spec. */
  static RecoveryScene withFolder(String more) {
    return new RecoveryScene(more);
  }

  EmulatedCloud cloud() {
    return scene.cloud();
  }

  /** Orders a recovery of the newest backup onto the target. */
  void recover(String name) {
    recover(name, "");
  }

  /** The same with more in its spec: YAML of the flow style. */
  void recover(String name, String more) {
    create(name, "{backupId: " + latest + "}", "{computeInstanceId: " + target + "}", more);
  }

  void create(String name, String from, String onto, String more) {
    boolean dated = more.contains("startDeadline");
    scene.create(
        "BackupRecovery",
        name,
        "{source: %s, target: %s%s%s}"
            .formatted(
                from,
                onto,
                dated ? "" : ", startDeadline: '" + inSeconds(3600) + "'",
                more.isEmpty() ? "" : ", " + more));
  }

  static String inSeconds(long seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  BackupRecoveryStatus status(String name) {
    return scene.recovery(name);
  }

  /** The condition Ready as {@code Status Reason}. */
  String ready(String name) {
    return state(status(name).conditions(), "Ready");
  }

  /** Waits for the phase; a phase that can't lead there any more fails at once. */
  BackupRecoveryStatus awaitPhase(String name, RecoveryPhase wanted) {
    eventually(
        () -> {
          BackupRecoveryStatus now = status(name);
          if (now.currentPhase().terminal() && now.currentPhase() != wanted) {
            throw new IllegalStateException(
                "the recovery is " + now.phase() + " and never " + wanted + ": " + now.message());
          }
          assertThat(now.phase()).as(() -> String.valueOf(now.message())).isEqualTo(wanted.name());
        });
    return status(name);
  }

  /**
   * Watches a recovery that takes the cloud two minutes until four percents were seen, each of
   * which is written three seconds after the other at the earliest; then lets it end well.
   *
   * @return the percents that were seen
   */
  Set<Integer> watchToSuccess(String name) {
    Set<Integer> percents = new HashSet<>();
    eventually(
        () -> {
          addPercent(name, percents);
          assertThat(percents).hasSizeGreaterThan(3);
        });
    endWork();
    eventually(
        () -> {
          addPercent(name, percents);
          assertThat(status(name).phase()).isEqualTo("Succeeded");
        });
    addPercent(name, percents);
    return percents;
  }

  private void addPercent(String name, Set<Integer> percents) {
    Integer now = status(name).progressPercent();
    if (now != null) {
      percents.add(now);
    }
  }

  /** Lets what the target does end well, now. */
  void endWork() {
    cloud().work(target, "{\"action\": \"finish\"}");
  }

  List<Journal.Start> starts() {
    return cloud().starts(target);
  }

  List<Journal.Entry> posts() {
    return cloud().calls("Backup.startRecovery");
  }

  /** The target's locks that a recovery holds; a free one may stay, to remember what started. */
  List<Lease> locks() {
    return scene.client().leases().inNamespace(ControlPlane.RELEASE).list().getItems().stream()
        .filter(l -> l.getSpec().getHolderIdentity() != null)
        .filter(l -> l.getMetadata().getAnnotations() != null)
        .filter(
            l ->
                target.equals(
                    l.getMetadata()
                        .getAnnotations()
                        .get("backup.yandex.cloud/compute-instance-id")))
        .toList();
  }

  /** Nothing of the recovery holds anything any more. */
  void assertLetGo(String name) {
    eventually(
        () -> {
          assertThat(scene.existing(BackupRecovery.class, name).getMetadata().getFinalizers())
              .isEmpty();
          assertThat(locks()).isEmpty();
        });
  }

  void resolve(String name, String answer) {
    scene.annotate(BackupRecovery.class, name, BackupApiGroup.RESOLVE_START, answer);
  }

  @Override
  public void close() {
    scene.close();
  }
}
