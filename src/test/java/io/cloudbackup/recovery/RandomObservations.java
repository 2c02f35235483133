package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.CREATED;
import static io.cloudbackup.recovery.Observations.FOLDER;
import static io.cloudbackup.recovery.Observations.KEY;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.NOW;
import static io.cloudbackup.recovery.Observations.PLAN;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupFolderSpec.RecoveryPolicy;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.StartReplay;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.folder.CloudRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Observations by chance. Each aspect is mostly as a send needs it, so that a send is not rare, and
 * sometimes anything else.
 */
final class RandomObservations {
  private static final List<String> STATES = List.of("IDLE", "BACKUPING", "RECOVERING", "OTHER");
  private final Random random;

  RandomObservations(long seed) {
    random = new Random(seed);
  }

  RecoveryObservation next() {
    Observations seen =
        Observations.ready()
            .before(before())
            .held(mostly())
            .swept(mostly())
            .folder(folder())
            .goal(goal())
            .backup(backup())
            .target(target())
            .operation(operation())
            .lock(lock())
            .unsettledFor(
                oneOf(Duration.ZERO, seconds(29), seconds(30), seconds(70), seconds(5000)))
            .resolution(
                oneOf(null, null, null, KEY + "=retry", KEY + "=adopt:operation-9", "other=retry"))
            .spec(
                Observations.spec(
                    mostly() ? Approval.Automatic : Approval.Manual,
                    oneOf(null, PLAN.hash(), "sha256:0"),
                    oneOf(null, null, "1m", "4h"),
                    oneOf(null, "0s", "24h")))
            .claimed(mostly() ? new String[0] : new String[] {"8"})
            .now(
                mostly()
                    ? NOW
                    : oneOf(
                        NOW.plusSeconds(539),
                        NOW.plusSeconds(540),
                        Instant.parse("2026-12-01T18:00:00Z"),
                        Instant.parse("2026-12-01T18:00:01Z"),
                        Instant.parse("2026-12-03T00:00:00Z")));
    tasks(seen);
    if (!mostly()) {
      seen.paused();
    }
    if (!mostly()) {
      seen.deleting();
    }
    return seen.see();
  }

  private BackupRecoveryStatus before() {
    RecoveryPhase phase = mostly() ? oneOf(RecoveryPhase.Pending, RecoveryPhase.Starting) : any();
    boolean began = phase == RecoveryPhase.Recovering || (!mostly() && random.nextBoolean());
    Start start =
        phase == RecoveryPhase.StartUnknown || began || random.nextBoolean() ? start(began) : null;
    return new BackupRecoveryStatus(
        1L,
        null,
        List.of(),
        // A newer operator may have written a phase that this one doesn't know.
        phase == RecoveryPhase.Pending && !mostly() ? "Verifying" : phase.name(),
        "before",
        PLAN,
        start,
        began ? oneOf(null, "operation-1") : null,
        began ? oneOf(null, "8") : null,
        null,
        null,
        null,
        began ? "2026-12-01T11:59:00Z" : null,
        phase.terminal() ? "2026-12-01T11:59:30Z" : null,
        null);
  }

  private Start start(boolean began) {
    String time = oneOf("2026-12-01T11:59:00Z", "2026-12-01T11:50:00Z");
    String evidence = began ? oneOf(Start.OPERATION, Start.TASK, Start.PERSON) : null;
    List<String> known =
        oneOf(
            List.of(),
            List.of("7"),
            List.of("7", "8"),
            LongStream.rangeClosed(101, 164).mapToObj(Long::toString).toList());
    return new Start(
        KEY,
        1 + random.nextInt(3),
        !began && mostly(),
        time,
        time,
        oneOf(Observations.ME, Observations.ME, "replica-b", null),
        known,
        evidence);
  }

  private FolderUse folder() {
    if (!mostly()) {
      return new FolderUse.Unusable("NotPermitted", "no grant");
    }
    StartReplay replay = mostly() ? StartReplay.WithinWindow : StartReplay.Never;
    return new FolderUse.Usable(
        "folder-uid", FOLDER, new RecoveryPolicy(replay, "30s", oneOf("10m", "0s")));
  }

  private Goal goal() {
    return mostly()
        ? new Goal.Clear(MACHINE)
        : oneOf(new Goal.Clear("machine-2"), new Goal.Unclear("ResourceNotFound", "none"));
  }

  private Lookup<Backup> backup() {
    return mostly()
        ? new Lookup.Found<>(Observations.BACKUP)
        : oneOf(
            new Lookup.Found<>(CloudRecords.backup("backup-2", "machine-0", NOW)),
            new Lookup.Found<>(CloudRecords.backup("backup-1", "machine-0", NOW, "p", true)),
            unknown());
  }

  private Lookup<Resource> target() {
    CloudRecords.MachineRecord machine =
        CloudRecords.machine(mostly() ? MACHINE : "machine-2")
            .inFolder(mostly() ? FOLDER : "folder-2")
            .status(mostly() ? "IDLE" : oneOf(STATES))
            .initStatus(mostly() ? "REGISTRED" : "REGISTERING");
    if (!mostly()) {
      machine.offline();
    }
    if (!mostly()) {
      machine.inactive();
    }
    return mostly() ? new Lookup.Found<>(machine.build()) : unknown();
  }

  private void tasks(Observations seen) {
    if (!mostly()) {
      seen.tasks(unknown());
      return;
    }
    CloudRecords.TaskRecord[] all =
        LongStream.rangeClosed(7, 9)
            .filter(id -> !mostly())
            .mapToObj(
                id ->
                    (random.nextBoolean()
                            ? CloudRecords.task(id).completed("OK")
                            : CloudRecords.task(id))
                        .type(mostly() ? "RECOVERY" : "BACKUP")
                        .enqueued(oneOf(null, CREATED.minusSeconds(9999), CREATED.plusSeconds(9))))
            .toArray(CloudRecords.TaskRecord[]::new);
    seen.tasks(all);
  }

  private Lookup<Operation> operation() {
    Operation.Status error = mostly() ? null : new Operation.Status(13, "broken");
    Operation.Metadata metadata =
        CloudRecords.metadata(oneOf("backup-1", "backup-2", ""), MACHINE, random.nextInt(101));
    return mostly()
        ? new Lookup.Found<>(
            CloudRecords.operation("operation-1", random.nextBoolean(), metadata, error))
        : unknown();
  }

  private LockView lock() {
    return mostly()
        ? new LockView.Mine(MACHINE, "1")
        : oneOf(
            new LockView.Free(),
            new LockView.NotAsked(),
            new LockView.Others("team/first", false, ""),
            new LockView.Others("team/first", true, ""));
  }

  private <T> Lookup<T> unknown() {
    return switch (random.nextInt(3)) {
      case 0 -> new Lookup.Absent<>();
      case 1 -> new Lookup.NotAsked<>();
      default -> new Lookup.Failed<>(Observations.error(CloudError.Kind.UNAVAILABLE));
    };
  }

  private RecoveryPhase any() {
    return oneOf(List.of(RecoveryPhase.values()));
  }

  private boolean mostly() {
    return random.nextInt(10) < 9;
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  private final <T extends @Nullable Object> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
