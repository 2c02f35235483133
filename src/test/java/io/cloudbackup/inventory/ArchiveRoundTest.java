package io.cloudbackup.inventory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.folder.FakeBackupApi;
import io.cloudbackup.folder.FolderBackups;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.HeardBackups;
import io.cloudbackup.folder.MachineBackups;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArchiveRoundTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final FolderRef REF = new FolderRef("default", "team");
  private static final MachineBackups ONE =
      MachineBackups.NONE.and(CloudRecords.backup("b1", "m1", NOW));
  private static final Map<String, MachineBackups> NINE =
      IntStream.range(0, 9).boxed().collect(Collectors.toMap(i -> "m" + i, i -> ONE));

  private final FakeBackupApi cloud = new FakeBackupApi();
  private final BackupLists lists = HeardBackups.unheard();
  private final FolderState folder =
      new FolderState(
          REF,
          "uid",
          new BackupFolderSpec(
              "b1gone",
              new BackupFolderSpec.FolderCredentials(null, null),
              null,
              "60s",
              10,
              null,
              List.of(),
              null,
              null),
          cloud,
          null,
          0,
          null);

  private Optional<CloudError> complete(Map<String, MachineBackups> machines, Set<String> watched) {
    return complete(machines, watched, NOW);
  }

  private Optional<CloudError> complete(
      Map<String, MachineBackups> machines, Set<String> watched, Instant now) {
    lists.put(REF, new FolderBackups("uid", NOW, 1, 1, machines, null));
    return new ArchiveRound(
            lists, (ref, machine) -> watched.contains(machine), Clock.fixed(now, ZoneOffset.UTC))
        .complete(folder, cloud, () -> {});
  }

  @Test
  void shouldAskOnlyForWatchedMachinesWhoseArchivesAreNotKnown() {
    var _ =
        complete(
            Map.of("m1", ONE, "known", ONE.asked(List.of(), NOW), "unwatched", ONE),
            Set.of("m1", "known"));

    assertThat(cloud.calls()).singleElement().asString().contains("listArchives", "m1");
    assertThat(lists.of(REF, "uid").machine("m1")).isEqualTo(ONE.asked(List.of(), NOW));
    assertThat(lists.of(REF, "uid").machine("unwatched")).isEqualTo(ONE);
  }

  /** The machine has to run for it: others are told, and it is asked again after a while. */
  @Test
  void shouldGoOnAfterAMachineOfWhichTheCloudGivesNone() {
    cloud.fails("Backup.listArchives", CloudError.Kind.PRECONDITION);
    Map<String, MachineBackups> machines = Map.of("m1", ONE, "m2", ONE);

    assertThat(complete(machines, machines.keySet())).isEmpty();

    assertThat(cloud.calls()).hasSize(2);
    MachineBackups asked = requireNonNull(lists.of(REF, "uid").machine("m1"));
    assertThat(asked).isEqualTo(ONE.asked(null, NOW));
    assertThat(asked.archives()).isNull();
    var _ = complete(Map.of("m1", asked), machines.keySet(), NOW.plusSeconds(3_599));
    assertThat(cloud.calls()).hasSize(2);
    var _ = complete(Map.of("m1", asked), machines.keySet(), NOW.plusSeconds(3_600));
    assertThat(cloud.calls()).hasSize(3);
  }

  @Test
  void shouldEndWhereTheServiceDoesNotAnswerAndSayWhy() {
    cloud.fails("Backup.listArchives", CloudError.Kind.UNAVAILABLE);

    assertThat(complete(NINE, NINE.keySet()).map(CloudError::kind))
        .contains(CloudError.Kind.UNAVAILABLE);
    assertThat(cloud.calls()).hasSize(3);
  }

  @Test
  void shouldEndAtOnceWhereNoMachineWouldGetAnAnswer() {
    cloud.fails("Backup.listArchives", CloudError.Kind.THROTTLED);

    assertThat(complete(NINE, NINE.keySet()).map(CloudError::kind))
        .contains(CloudError.Kind.THROTTLED);
    assertThat(cloud.calls()).hasSize(1);
    assertThat(lists.of(REF, "uid").machines()).isEqualTo(NINE);
  }

  /** Then it is about these machines: they cost a call an hour, and no machine its archives. */
  @Test
  void shouldGoOnAfterMachinesForWhichTheServiceDoesNotAnswer() {
    for (String id : List.of("m0", "m1", "m3", "m4", "m6")) {
      cloud.fails("Backup.listArchives " + id, CloudError.Kind.UNAVAILABLE);
    }

    assertThat(complete(NINE, NINE.keySet())).isEmpty();

    assertThat(cloud.calls()).hasSize(9);
    Map<String, MachineBackups> known = lists.of(REF, "uid").machines();
    assertThat(known).containsEntry("m0", ONE.asked(null, NOW));
    assertThat(known).containsEntry("m8", ONE.asked(List.of(), NOW));
    assertThat(complete(known, NINE.keySet(), NOW.plusSeconds(3_599))).isEmpty();
    assertThat(cloud.calls()).hasSize(9);
  }

  /** Even where those that fail are due again by then. */
  @Test
  void shouldAskOthersFirstAfterThoseForWhichTheServiceSeemedAway() {
    List.of("m0", "m1", "m2")
        .forEach(id -> cloud.fails("Backup.listArchives " + id, CloudError.Kind.UNAVAILABLE));

    assertThat(complete(NINE, NINE.keySet())).isPresent();
    var _ = complete(lists.of(REF, "uid").machines(), NINE.keySet(), NOW.plus(Duration.ofHours(1)));

    assertThat(lists.of(REF, "uid").machines().values())
        .filteredOn(machine -> machine.archives() != null)
        .hasSize(6);
  }
}
