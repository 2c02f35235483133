package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.BACKUP;
import static io.cloudbackup.recovery.Observations.FOLDER;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.PLAN;
import static io.cloudbackup.recovery.Observations.error;
import static io.cloudbackup.recovery.Observations.ready;
import static io.cloudbackup.recovery.Observations.saying;
import static io.cloudbackup.recovery.Observations.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudError.Kind;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadinessTest {
  private static final Instant DEADLINE = Instant.parse("2026-12-01T18:00:00Z");

  static Stream<Arguments> shouldNotGoWhenSomethingStandsAgainstIt() {
    return Stream.of(
        arguments(ready().now(DEADLINE.plusMillis(1)), "Expired", "StartDeadlinePassed"),
        arguments(ready().now(DEADLINE.plusSeconds(1)).paused(), "Expired", "StartDeadlinePassed"),
        arguments(ready().spec(withDeadline("tomorrow")), "Expired", "StartDeadlinePassed"),
        arguments(ready().paused(), "Pending", "Paused"),
        arguments(
            ready().folder(new FolderUse.Unusable("NotPermitted", "no grant")),
            "Pending",
            "NotPermitted"),
        arguments(
            ready().goal(new Goal.Unclear("ResourceNotFound", "none")),
            "Pending",
            "ResourceNotFound"),
        arguments(
            ready()
                .backup(
                    new Lookup.Found<>(
                        CloudRecords.backup("backup-1", "m", BACKUP.createdAt(), "", true))),
            "Failed",
            "BackupDeleted"),
        arguments(ready().backup(new Lookup.Absent<>()), "Pending", "BackupNotFound"),
        arguments(
            ready().before(saying("BackupNotFound")).backup(new Lookup.Absent<>()),
            "Failed",
            "BackupNotFound"),
        arguments(ready().spec(withLatest()).backup(new Lookup.Absent<>()), "Pending", "NoBackup"),
        arguments(ready().backup(failed()), "Pending", "CloudNotAnswering"),
        arguments(ready().backup(new Lookup.NotAsked<>()), "Pending", "Observing"),
        arguments(ready().target(new Lookup.Absent<>()), "Pending", "TargetNotRegistered"),
        arguments(ready().target(failed()), "Pending", "CloudNotAnswering"),
        arguments(
            ready().target(new Lookup.Failed<>(Observations.error(Kind.UNAUTHENTICATED))),
            "Pending",
            "AuthenticationFailed"),
        arguments(
            ready().target(new Lookup.Failed<>(Observations.error(Kind.FORBIDDEN))),
            "Pending",
            "PermissionDenied"),
        arguments(
            ready().target(new Lookup.Failed<>(Observations.error(Kind.PRECONDITION))),
            "Pending",
            "RequestRefused"),
        arguments(ready().target(new Lookup.NotAsked<>()), "Pending", "Observing"),
        arguments(ready().startedBefore(), "Failed", "StartedBefore"),
        arguments(ready().source(machineOf("BMS")), "Failed", "TargetTypeDiffers"),
        arguments(ready().source(failed()), "Pending", "CloudNotAnswering"),
        arguments(ready().ofTarget(failed()), "Pending", "CloudNotAnswering"),
        arguments(ready().ofTarget(new Lookup.NotAsked<>()), "Pending", "Observing"),
        arguments(
            ready().target(target().initStatus("REGISTERING")), "Pending", "TargetNotRegistered"),
        arguments(ready().target(target().initStatus("")), "Pending", "TargetNotRegistered"),
        arguments(ready().target(target().inFolder("folder-2")), "Pending", "TargetInOtherFolder"),
        arguments(
            ready().swept(false).target(CloudRecords.machine(MACHINE)),
            "Pending",
            "TargetInOtherFolder"),
        arguments(
            ready().target(CloudRecords.machine("machine-2").inFolder(FOLDER)),
            "Pending",
            "TargetChanged"),
        arguments(ready().target(target().inactive()), "Pending", "TargetNotActive"),
        arguments(ready().target(target().offline()), "Pending", "TargetOffline"),
        arguments(ready().target(target().status("BACKUPING")), "Queued", "TargetBusy"),
        arguments(ready().target(target().status("RECOVERING")), "Queued", "TargetBusy"),
        arguments(ready().tasks(failed()), "Pending", "CloudNotAnswering"),
        arguments(ready().tasks(new Lookup.Absent<>()), "Pending", "TasksNotListed"),
        arguments(ready().tasks(new Lookup.NotAsked<>()), "Pending", "Observing"),
        arguments(ready().tasks(CloudRecords.task(1)), "Queued", "TargetBusy"),
        arguments(
            ready().spec(spec(Approval.Manual, null, null, null)),
            "AwaitingApproval",
            "ApprovalRequired"),
        arguments(
            ready().spec(spec(Approval.Manual, "sha256:0", null, null)),
            "AwaitingApproval",
            "ApprovalRequired"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldNotGoWhenSomethingStandsAgainstIt(Observations seen, String phase, String reason) {
    assertThat(Readiness.of(seen.see()))
        .isInstanceOfSatisfying(
            Verdict.No.class,
            no -> {
              assertThat(no.phase()).hasToString(phase);
              assertThat(no.reason()).isEqualTo(reason);
              assertThat(no.message()).isNotBlank();
              assertThat(no.next()).isPositive();
            });
  }

  static Stream<Observations> shouldGoWhenEverythingIsReady() {
    return Stream.of(
        ready(),
        ready().now(DEADLINE),
        ready().spec(spec(Approval.Manual, PLAN.hash(), null, null)),
        ready().swept(false),
        ready().target(CloudRecords.machine(MACHINE)),
        ready().target(target().status("OTHER").details("no_policies_applied")),
        ready().target(target().status("FAILED")),
        ready().tasks(CloudRecords.task(1).completed(Task.OK)),
        ready().tasks(CloudRecords.task(1).type("RETENTION")));
  }

  @ParameterizedTest
  @MethodSource
  void shouldGoWhenEverythingIsReady(Observations seen) {
    assertThat(Readiness.of(seen.see()))
        .isInstanceOfSatisfying(
            Verdict.Go.class, go -> assertThat(go.plan().hash()).isEqualTo(PLAN.hash()));
  }

  @Test
  void shouldShowPlanAndSayThatItDiffersWhenAnotherOneWasApproved() {
    Verdict verdict =
        Readiness.of(ready().spec(spec(Approval.Manual, "sha256:0", null, null)).see());

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.No.class,
            no -> {
              assertThat(no.plan()).isEqualTo(PLAN);
              assertThat(no.message()).contains(PLAN.hash()).contains("differs");
            });
  }

  @Test
  void shouldForgetThePlanOnceItsBackupIsGone() {
    BackupRecoveryStatus before =
        new StatusDraft(ready().see()).plan(PLAN).in(RecoveryPhase.Pending, "Offline", "");

    for (Observations seen :
        List.of(
            ready().before(before).backup(new Lookup.Absent<>()),
            ready().before(before).spec(withLatest()).backup(new Lookup.Absent<>()))) {
      assertThat(((Verdict.No) Readiness.of(seen.see())).plan()).isNull();
    }
    Observations unanswered = ready().before(before).backup(failed());
    assertThat(((Verdict.No) Readiness.of(unanswered.see())).plan()).isEqualTo(PLAN);
  }

  @Test
  void shouldLookAgainSoonerWhileQueued() {
    Verdict queued = Readiness.of(ready().target(target().status("BACKUPING")).see());
    Verdict pending = Readiness.of(ready().target(target().offline()).see());

    assertThat(((Verdict.No) queued).next()).isEqualTo(Duration.ofSeconds(5));
    assertThat(((Verdict.No) queued).phase()).isEqualTo(RecoveryPhase.Queued);
    assertThat(((Verdict.No) pending).next()).isEqualTo(Duration.ofSeconds(10));
  }

  private static CloudRecords.MachineRecord target() {
    return CloudRecords.machine(MACHINE).inFolder(FOLDER);
  }

  private static <T> Lookup<T> failed() {
    return new Lookup.Failed<>(error(CloudError.Kind.UNAVAILABLE));
  }

  private static BackupRecoverySpec withDeadline(String deadline) {
    return new BackupRecoverySpec(
        null,
        new BackupRecoverySpec.Source("backup-1", null),
        new BackupRecoverySpec.Target(MACHINE, null),
        Approval.Automatic,
        null,
        deadline,
        null,
        null);
  }

  private static BackupRecoverySpec withLatest() {
    return new BackupRecoverySpec(
        null,
        new BackupRecoverySpec.Source(
            null, new BackupRecoverySpec.Latest("machine-0", null, null, null)),
        new BackupRecoverySpec.Target(MACHINE, null),
        Approval.Automatic,
        null,
        "2026-12-01T18:00:00Z",
        null,
        null);
  }

  private static Lookup<Resource> machineOf(String type) {
    return new Lookup.Found<>(CloudRecords.machine("machine-0").type(type).build());
  }

  @Test
  void shouldGoWhenTypesCannotBeTold() {
    for (Observations seen :
        List.of(
            ready().source(machineOf("COMPUTE")),
            ready().source(machineOf("")),
            ready().source(machineOf("RESOURCE_TYPE_UNSPECIFIED")),
            ready().source(new Lookup.Absent<>()))) {
      assertThat(Readiness.of(seen.see())).isInstanceOf(Verdict.Go.class);
    }
  }

  @Test
  void shouldTellWhatIsApproved() {
    Observations seen =
        ready().spec(Observations.spec(io.cloudbackup.api.Approval.Manual, null, null, null));

    assertThat(Readiness.of(seen.see()))
        .isInstanceOfSatisfying(
            Verdict.No.class,
            no ->
                assertThat(no.message())
                    .contains("Backup backup-1, taken 24h ago (0 newer), will overwrite machine")
                    .contains("set spec.approvedPlan to sha256:"));
  }
}
