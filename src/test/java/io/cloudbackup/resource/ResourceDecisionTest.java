package io.cloudbackup.resource;

import static io.cloudbackup.folder.CloudRecords.machine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.BackupResourceSpec;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.folder.FolderView;
import io.cloudbackup.kubernetes.Marks;
import io.cloudbackup.resource.ResourceOutcome.LookUp;
import io.cloudbackup.resource.ResourceOutcome.Say;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResourceDecisionTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final String ID = "machine-1";
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final FolderView OUT_OF_SYNC =
      new FolderView.OutOfSync("EndpointUnreachable", "no route");
  private static final FolderView REFUSED = new FolderView.Refused("FolderNotFound", "none");

  @Test
  void shouldBeReadyWhateverTheMachineDoes() {
    Say offline = say(seen().known(machine(ID).offline().status("FAILED").details("why")));

    assertThat(conditions(offline.status()))
        .isEqualTo(
            "Ready=True Reconciling=False Stalled=False Registered=True Online=False"
                + " BackupFresh=Unknown Synced=True");
    assertThat(offline.status().state()).isEqualTo("FAILED");
    assertThat(offline.status().observedGeneration()).isEqualTo(3);
    assertThat(offline.next()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "REGISTRED, '', True, ''",
    "REGISTERING, null, False, REGISTERING",
    "FAILED_REGISTRATION, no agent, False, no agent",
    "DELETED, '', False, DELETED",
    "'', '', False, Registration"
  })
  void shouldTellWhetherMachineIsRegistered(
      String initStatus, String metadata, String registered, String message) {
    Say say = say(seen().known(machine(ID).initStatus(initStatus).metadata(metadata)));

    Condition condition = condition(say.status(), "Registered");
    assertThat(condition.status()).isEqualTo(registered);
    assertThat(condition.message()).contains(message).doesNotContain("null");
    assertThat(condition(say.status(), "Ready").status()).isEqualTo("True");
  }

  static Stream<Arguments> shouldTellWhetherBackupIsFresh() {
    return Stream.of(
        arguments(null, null, "Unknown", null),
        arguments(null, NOW, "Unknown", null),
        arguments("26h", null, "False", null),
        arguments("26h", NOW, "True", Duration.ofHours(26).plusSeconds(1)),
        arguments("26h", NOW.plusSeconds(60), "True", Duration.ofHours(26).plusSeconds(61)),
        arguments("26h", NOW.minus(Duration.ofHours(26)), "True", Duration.ofSeconds(1)),
        arguments("26h", NOW.minus(Duration.ofHours(26)).minusMillis(1), "False", (Duration) null));
  }

  @ParameterizedTest
  @MethodSource
  void shouldTellWhetherBackupIsFresh(
      @Nullable String limit, @Nullable Instant last, String fresh, @Nullable Duration next) {
    Say say = say(seen().limit(limit).known(machine(ID).lastBackup(last)));

    assertThat(condition(say.status(), "BackupFresh").status()).isEqualTo(fresh);
    assertThat(say.next()).isEqualTo(next);
  }

  @Test
  void shouldLookAgainWhenBackupOfVanishedMachineGrowsOld() {
    BackupResourceStatus before =
        say(seen().limit("26h").known(machine(ID).lastBackup(NOW))).status();

    Say gone = say(seen().limit("26h").before(before).view(new MachineView.Gone()));

    assertThat(condition(gone.status(), "BackupFresh").status()).isEqualTo("True");
    assertThat(gone.next()).isEqualTo(Duration.ofHours(26).plusSeconds(1));
  }

  @Test
  void shouldLookAgainInTimeWhenNoSweepSeesTheMachine() {
    Resource found = machine(ID).lastBackup(NOW).build();

    assertThat(say(seen().limit("30s").view(new MachineView.Known(found, null, false))).next())
        .isEqualTo(Duration.ofSeconds(31));
    assertThat(say(seen().limit("26h").view(new MachineView.Known(found, null, false))).next())
        .isEqualTo(INTERVAL);
  }

  @Test
  void shouldBeInConflictWhenAnOlderObjectDeletesTheMachine() {
    Say say = say(seen().rival("BackupResource team/older").known(machine(ID)));

    assertThat(conditions(say.status()))
        .startsWith("Ready=False Reconciling=False Stalled=True Registered=True");
    assertThat(condition(say.status(), "Ready").reason()).isEqualTo("Conflict");
    assertThat(condition(say.status(), "Ready").message()).contains("team/older");
    assertThat(say.status().state()).isEqualTo("IDLE");
  }

  @Test
  void shouldWriteNothingWhenOnlyUpdatedAtChanges() {
    BackupResourceStatus before =
        say(seen().known(machine(ID).updated(NOW.minusSeconds(60)))).status();

    Seen later = seen().before(before).now(NOW.plusSeconds(60));

    assertThat(say(later.known(machine(ID).updated(NOW))).status()).isEqualTo(before);
    BackupResourceStatus moved =
        say(later.known(machine(ID).status("BACKUPING").updated(NOW))).status();
    assertThat(moved.state()).isEqualTo("BACKUPING");
    assertThat(moved.updatedAt()).isEqualTo("2026-12-01T12:00:00Z");
  }

  static Stream<Arguments> shouldKeepLastGoodStatusWhenItIsNotCurrent() {
    return Stream.of(
        arguments(seen().folder(OUT_OF_SYNC), "EndpointUnreachable"),
        arguments(seen().paused(), "Paused"),
        arguments(
            seen()
                .view(
                    new MachineView.LookupFailed(
                        new CloudError(CloudError.Kind.LOST, 0, "lost", "", "Resource.get"))),
            "LookupFailed"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldKeepLastGoodStatusWhenItIsNotCurrent(Seen seen, String reason) {
    BackupResourceStatus good = good();

    Say say = say(seen.before(good).generation(4).now(NOW.plusSeconds(60)));

    assertThat(condition(say.status(), "Synced").status()).isEqualTo("False");
    assertThat(condition(say.status(), "Synced").reason()).isEqualTo(reason);
    assertThat(others(say.status())).isEqualTo(others(good)).hasSize(6);
    assertThat(say.status().observedGeneration()).isEqualTo(3);
    assertThat(say.status())
        .usingRecursiveComparison()
        .ignoringFields("conditions")
        .isEqualTo(good);
  }

  @ParameterizedTest
  @MethodSource("shouldKeepLastGoodStatusWhenItIsNotCurrent")
  void shouldSaySomethingAtFirstWhateverHappens(Seen seen, String reason) {
    Say say = say(seen.before(BackupResourceStatus.EMPTY));

    assertThat(conditions(say.status()))
        .isEqualTo("Ready=Unknown Reconciling=True Stalled=False Synced=False");
    assertThat(condition(say.status(), "Ready").reason()).isEqualTo(reason);
    assertThat(say.status().observedGeneration()).isEqualTo(3);
  }

  @Test
  void shouldStayTheSameWhileNothingChanges() {
    for (Seen seen :
        List.of(
            seen().folder(OUT_OF_SYNC),
            seen().folder(REFUSED),
            seen().paused(),
            seen().view(new MachineView.Gone()),
            seen().view(new MachineView.Elsewhere()),
            seen().known(machine(ID)),
            seen().folder(new FolderView.Starting()))) {
      BackupResourceStatus first = say(seen.before(good())).status();

      assertThat(say(seen.before(first).now(NOW.plusSeconds(60))).status()).isEqualTo(first);
    }
  }

  @Test
  void shouldBeCurrentAgainWhenFolderIs() {
    BackupResourceStatus good = good();
    BackupResourceStatus doubt = say(seen().before(good).folder(OUT_OF_SYNC)).status();

    BackupResourceStatus again = say(seen().before(doubt).known(machine(ID))).status();

    assertThat(conditions(again)).isEqualTo(conditions(good));
  }

  @Test
  void shouldBeStalledWhenFolderIsRefused() {
    Say first = say(seen().before(BackupResourceStatus.EMPTY).folder(REFUSED));
    Say later = say(seen().before(good()).folder(REFUSED));

    assertThat(conditions(first.status()))
        .isEqualTo("Ready=False Reconciling=False Stalled=True Synced=False");
    assertThat(conditions(later.status()))
        .startsWith("Ready=False Reconciling=False Stalled=True Registered=True")
        .endsWith("Synced=False");
    assertThat(later.status().state()).isEqualTo("IDLE");
    assertThat(later.next()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldSayWhyWhenTheFirstSweepFailed() {
    BackupResourceStatus starting = say(seen().folder(new FolderView.Starting())).status();

    BackupResourceStatus failed = say(seen().before(starting).folder(OUT_OF_SYNC)).status();

    assertThat(condition(failed, "Ready").reason()).isEqualTo("EndpointUnreachable");
    assertThat(condition(failed, "Ready").message()).contains("no route");
  }

  @Test
  void shouldWaitForTheFirstSweep() {
    Seen starting = seen().folder(new FolderView.Starting());

    assertThat(conditions(say(starting.before(BackupResourceStatus.EMPTY)).status()))
        .isEqualTo("Ready=Unknown Reconciling=True Stalled=False Synced=Unknown");
    assertThat(say(starting.before(good())).status()).isEqualTo(good());
  }

  @Test
  void shouldLookUpOnceWhenSweepMissesTheMachine() {
    Seen missing = seen().before(good()).view(new MachineView.Missing());
    assertThat(missing.decide()).isInstanceOf(LookUp.class);

    Say gone = say(seen().before(good()).view(new MachineView.Gone()));
    Seen after = seen().before(gone.status()).view(new MachineView.Missing());

    assertThat(after.decide()).isInstanceOf(Say.class);
    assertThat(say(after).status()).isEqualTo(gone.status());
  }

  @Test
  void shouldLookUpAgainWhenAskedOrWhenSomethingChanged() {
    BackupResourceStatus gone = say(seen().before(good()).view(new MachineView.Gone())).status();
    BackupResourceStatus doubt = say(seen().before(gone).folder(OUT_OF_SYNC)).status();

    Seen missing = seen().view(new MachineView.Missing());
    assertThat(missing.before(gone).nudge("2").decide()).isInstanceOf(LookUp.class);
    assertThat(seen().view(new MachineView.Missing()).before(gone).generation(4).decide())
        .isInstanceOf(LookUp.class);
    assertThat(seen().view(new MachineView.Missing()).before(doubt).decide())
        .isInstanceOf(LookUp.class);
  }

  @Test
  void shouldLookAtAMachineThatTheSweepSawWhenAskedForAFreshLook() {
    assertThat(seen().known(machine(ID)).before(good()).nudge("2").decide())
        .isInstanceOf(LookUp.class);
    BackupResourceStatus answered =
        say(seen()
                .view(new MachineView.Known(machine(ID).build(), null, false))
                .before(good())
                .nudge("2"))
            .status();

    assertThat(seen().known(machine(ID)).before(answered).nudge("2").decide())
        .as("asked for once")
        .isInstanceOf(Say.class);
    assertThat(seen().known(machine(ID)).before(answered).decide()).isInstanceOf(Say.class);
  }

  @Test
  void shouldNeverLookUpAgainAfterALookUp() {
    for (MachineView answer :
        List.of(
            new MachineView.Gone(),
            new MachineView.Elsewhere(),
            new MachineView.Known(machine(ID).build(), null, false),
            new MachineView.LookupFailed(
                new CloudError(CloudError.Kind.LOST, 0, "lost", "", "Resource.get")))) {
      assertThat(seen().before(good()).nudge("2").view(answer).decide()).isInstanceOf(Say.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, MachineNotFound", "false, MachineInOtherFolder"})
  void shouldKeepWhatWasLastKnownOfMachineThatIsNotThere(boolean gone, String reason) {
    MachineView view = gone ? new MachineView.Gone() : new MachineView.Elsewhere();

    Say say = say(seen().before(good()).view(view));

    assertThat(conditions(say.status()))
        .isEqualTo(
            "Ready=False Reconciling=False Stalled=True Registered=False Online=Unknown"
                + " BackupFresh=Unknown Synced=True");
    assertThat(condition(say.status(), "Ready").reason()).isEqualTo(reason);
    assertThat(condition(say.status(), "Ready").message()).contains(ID);
    assertThat(say.status().state()).isEqualTo("IDLE");
  }

  @Test
  void shouldAnswerTheNudge() {
    for (Seen seen :
        List.of(
            seen().view(new MachineView.Known(machine(ID).build(), null, false)),
            seen().view(new MachineView.Gone()),
            seen().folder(OUT_OF_SYNC),
            seen().folder(REFUSED))) {
      assertThat(say(seen.before(good()).nudge("2")).status().lastHandledReconcileAt())
          .isEqualTo("2");
    }
  }

  private static BackupResourceStatus good() {
    return say(seen().known(machine(ID))).status();
  }

  private static Seen seen() {
    return new Seen();
  }

  private static Say say(Seen seen) {
    ResourceOutcome outcome = seen.decide();
    assertThat(outcome).isInstanceOf(Say.class);
    return (Say) outcome;
  }

  private static Condition condition(BackupResourceStatus status, String type) {
    return Condition.find(status.conditions(), type).orElseThrow();
  }

  private static String conditions(BackupResourceStatus status) {
    return status.conditions().stream()
        .map(c -> c.type() + "=" + c.status())
        .collect(Collectors.joining(" "));
  }

  private static List<Condition> others(BackupResourceStatus status) {
    return status.conditions().stream().filter(c -> !c.type().equals("Synced")).toList();
  }

  /** An observation in the making: a folder in sync, and a machine that was not seen. */
  static final class Seen {
    private @Nullable String limit;
    private long generation = 3;
    private boolean paused;
    private @Nullable String nudge;
    private BackupResourceStatus before = BackupResourceStatus.EMPTY;
    private FolderView folder = new FolderView.Synced();
    private MachineView view = new MachineView.Missing();
    private @Nullable String rival;
    private Instant now = NOW;

    Seen limit(@Nullable String value) {
      limit = value;
      return this;
    }

    Seen generation(long value) {
      generation = value;
      return this;
    }

    Seen paused() {
      paused = true;
      return this;
    }

    Seen nudge(String value) {
      nudge = value;
      return this;
    }

    Seen before(BackupResourceStatus value) {
      before = value;
      return this;
    }

    Seen folder(FolderView value) {
      folder = value;
      return this;
    }

    Seen view(MachineView value) {
      view = value;
      return this;
    }

    Seen known(CloudRecords.MachineRecord machine) {
      return view(new MachineView.Known(machine.build(), null, true));
    }

    Seen rival(String value) {
      rival = value;
      return this;
    }

    Seen now(Instant value) {
      now = value;
      return this;
    }

    ResourceOutcome decide() {
      return ResourceDecision.decide(
          new ResourceObservation(
              new BackupResourceSpec(null, ID, DeletionPolicy.Retain, limit, 5),
              generation,
              new Marks(paused, nudge, false),
              before,
              folder,
              view,
              null,
              rival,
              INTERVAL,
              now));
    }
  }
}
