package io.cloudbackup.recovery;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupFolderSpec.RecoveryPolicy;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.StartReplay;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.kubernetes.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a recovery sees. Untouched, everything is ready: a recovery of backup-1 onto
 * machine-1 with the lock and the finalizer, of which nothing was sent.
 */
final class Observations {
  static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  static final Instant CREATED = NOW.minusSeconds(3600);
  static final String UID = "7f0e0f53-5ad0-4d3a-8b6e-2f6f0f9d1a11";
  static final String ME = "replica-a";
  static final String MACHINE = "machine-1";
  static final String FOLDER = "folder-1";
  static final String KEY = Keys.idempotency(UID, 1);
  static final Backup BACKUP =
      CloudRecords.backup("backup-1", "machine-0", NOW.minusSeconds(86_400));
  static final Resource TARGET = CloudRecords.machine(MACHINE).inFolder(FOLDER).build();
  static final Plan PLAN = Plans.of(BACKUP, TARGET, 0, List.of());
  static final Timing TIMING =
      new Timing(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30));
  static final RecoveryPolicy POLICY = new RecoveryPolicy(StartReplay.WithinWindow, "30s", "10m");

  private Long generation = 1L;
  private boolean deleting;
  private boolean held = true;
  private boolean paused;
  private @Nullable String nudge;
  private @Nullable String resolution;
  private BackupRecoverySpec spec = spec(Approval.Automatic, null, null, null);
  private BackupRecoveryStatus before = BackupRecoveryStatus.EMPTY;
  private FolderUse folder = new FolderUse.Usable("folder-uid", FOLDER, POLICY);
  private Goal goal = new Goal.Clear(MACHINE);
  private boolean swept = true;
  private Lookup<Backup> backup = new Lookup.Found<>(BACKUP);
  private Lookup<Resource> source = new Lookup.NotAsked<>();
  private Lookup<List<Backup>> ofTarget = new Lookup.Found<>(List.of());
  private Lookup<Resource> target = new Lookup.Found<>(TARGET);
  private Lookup<List<Task>> tasks = new Lookup.Found<>(List.of());
  private Claims claims = Claims.NONE;
  private Lookup<Operation> operation = new Lookup.NotAsked<>();
  private LockView lock = new LockView.Mine(MACHINE, "1");
  private boolean sent;
  private boolean startedBefore;
  private Duration unsettledFor = Duration.ZERO;
  private Instant now = NOW;

  static Observations ready() {
    return new Observations();
  }

  /** A start was announced by this replica a minute ago, and nobody knows how it ended. */
  static Observations unsettled() {
    return ready()
        .before(status(RecoveryPhase.Starting, intent(ME)))
        .unsettledFor(Duration.ofMinutes(1));
  }

  /** The recovery began a minute ago, as operation-1. */
  static Observations recovering() {
    return ready()
        .before(began("operation-1", null, Start.OPERATION))
        .operation(new Lookup.Found<>(CloudRecords.operation("operation-1")));
  }

  /** A person is asked. */
  static Observations startUnknown() {
    return ready().before(status(RecoveryPhase.StartUnknown, intent(ME)));
  }

  static Start intent(String holder, String... known) {
    return new Start(
        KEY, 1, true, "2026-12-01T11:59:00Z", "2026-12-01T11:59:00Z", holder, List.of(known), null);
  }

  /** A status from before the start whose condition Ready has that reason. */
  static BackupRecoveryStatus saying(String reason) {
    return new StatusDraft(BackupRecoveryStatus.EMPTY, 1L, null, NOW.minusSeconds(60))
        .in(RecoveryPhase.Pending, reason, "before");
  }

  static BackupRecoveryStatus status(RecoveryPhase phase, @Nullable Start start) {
    return new BackupRecoveryStatus(
        1L,
        null,
        List.of(),
        phase.name(),
        "before",
        PLAN,
        start,
        null,
        null,
        null,
        null,
        null,
        null,
        phase.terminal() ? "2026-12-01T11:00:00Z" : null,
        null);
  }

  static BackupRecoveryStatus began(
      @Nullable String operation, @Nullable String task, String evidence, String... known) {
    Start start =
        new Start(
            KEY,
            1,
            false,
            "2026-12-01T11:59:00Z",
            "2026-12-01T11:59:00Z",
            ME,
            List.of(known),
            evidence);
    return new BackupRecoveryStatus(
        1L,
        null,
        List.of(),
        "Recovering",
        "before",
        PLAN,
        start,
        operation,
        task,
        0,
        "2026-12-01T11:59:00Z",
        null,
        "2026-12-01T11:59:00Z",
        null,
        null);
  }

  static BackupRecoverySpec spec(
      Approval approval,
      @Nullable String approvedPlan,
      @Nullable String timeout,
      @Nullable String ttl) {
    return new BackupRecoverySpec(
        null,
        new BackupRecoverySpec.Source("backup-1", null),
        new BackupRecoverySpec.Target(MACHINE, null),
        approval,
        approvedPlan,
        "2026-12-01T18:00:00Z",
        timeout,
        ttl);
  }

  static CloudError error(CloudError.Kind kind) {
    return new CloudError(kind, 0, "the cloud said so", "", "Some.call");
  }

  Observations deleting() {
    deleting = true;
    return this;
  }

  Observations held(boolean value) {
    held = value;
    return this;
  }

  Observations paused() {
    paused = true;
    return this;
  }

  Observations nudge(String value) {
    nudge = value;
    return this;
  }

  Observations resolution(@Nullable String value) {
    resolution = value;
    return this;
  }

  Observations spec(BackupRecoverySpec value) {
    spec = value;
    return this;
  }

  Observations before(BackupRecoveryStatus value) {
    before = value;
    return this;
  }

  Observations folder(FolderUse value) {
    folder = value;
    return this;
  }

  Observations policy(StartReplay replay, String grace, String window) {
    return folder(
        new FolderUse.Usable("folder-uid", FOLDER, new RecoveryPolicy(replay, grace, window)));
  }

  Observations goal(Goal value) {
    goal = value;
    return this;
  }

  Observations swept(boolean value) {
    swept = value;
    return this;
  }

  Observations backup(Lookup<Backup> value) {
    backup = value;
    return this;
  }

  Observations source(Lookup<Resource> value) {
    source = value;
    return this;
  }

  Observations ofTarget(Lookup<List<Backup>> value) {
    ofTarget = value;
    return this;
  }

  Observations target(Lookup<Resource> value) {
    target = value;
    return this;
  }

  Observations target(CloudRecords.MachineRecord value) {
    return target(new Lookup.Found<>(value.build()));
  }

  Observations tasks(Lookup<List<Task>> value) {
    tasks = value;
    return this;
  }

  Observations tasks(CloudRecords.TaskRecord... values) {
    return tasks(
        new Lookup.Found<>(List.of(values).stream().map(CloudRecords.TaskRecord::build).toList()));
  }

  Observations claimed(String... ids) {
    claims = new Claims(Set.of(ids), false);
    return this;
  }

  /** Another recovery of the machine began, and never saw its task. */
  Observations unseenTask() {
    claims = new Claims(claims.taskIds(), true);
    return this;
  }

  Observations operation(Lookup<Operation> value) {
    operation = value;
    return this;
  }

  Observations lock(LockView value) {
    lock = value;
    return this;
  }

  Observations sent() {
    sent = true;
    return this;
  }

  Observations startedBefore() {
    startedBefore = true;
    return this;
  }

  Observations unsettledFor(Duration value) {
    unsettledFor = value;
    return this;
  }

  Observations now(Instant value) {
    now = value;
    return this;
  }

  RecoveryObservation see() {
    return new RecoveryObservation(
        UID,
        generation,
        CREATED,
        deleting,
        held,
        new Marks(paused, nudge, false),
        resolution,
        spec,
        before,
        folder,
        goal,
        swept,
        backup,
        0,
        source,
        ofTarget,
        target,
        tasks,
        claims,
        operation,
        lock,
        sent,
        startedBefore,
        ME,
        unsettledFor,
        TIMING,
        now);
  }

  RecoveryAction decide() {
    return RecoveryDecision.decide(see());
  }
}
