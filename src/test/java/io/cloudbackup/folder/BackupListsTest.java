package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.FolderRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BackupListsTest {
  private static final FolderRef REF = new FolderRef("default", "team");
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final MachineBackups ONE =
      MachineBackups.NONE.and(CloudRecords.backup("b1", "m1", NOW));

  private final HeardBackups listener = new HeardBackups();
  private final BackupLists lists = new BackupLists(listener);

  private static FolderBackups listed(Map<String, MachineBackups> machines) {
    return new FolderBackups("uid", NOW, 1, 1, machines, null);
  }

  @Test
  void shouldTellTheWholeFolderOfTheFirstListAndThenOnlyWhatChanged() {
    lists.put(REF, listed(Map.of("m1", ONE)));
    lists.put(REF, listed(Map.of("m1", ONE)));
    lists.put(REF, listed(Map.of("m1", ONE, "m2", ONE.and(CloudRecords.backup("b2", "m2", NOW)))));
    lists.put(REF, listed(Map.of("m1", ONE.asked(List.of(), NOW))));

    assertThat(listener.heard())
        .containsExactly("team/default", "team/default [m2]", "team/default [m1, m2]");
  }

  @Test
  void shouldSayNothingOfAFolderThatWasNeverListedAndNoneOfAMachineThatTheListLacks() {
    assertThat(lists.of(REF, "uid").machine("m1")).isNull();

    lists.put(REF, listed(Map.of("m1", ONE)));

    assertThat(lists.of(REF, "uid").machine("m1")).isEqualTo(ONE);
    assertThat(lists.of(REF, "uid").machine("m2")).isEqualTo(MachineBackups.NONE);
    assertThat(lists.of(REF, "successor").machine("m1")).isNull();
  }

  @Test
  void shouldSumUpTheBackupsOfAMachineInAnyOrder() {
    MachineBackups sum =
        MachineBackups.NONE
            .and(CloudRecords.backup("middle", "m1", NOW.minusSeconds(60)))
            .and(CloudRecords.backup("newest", "m1", NOW))
            .and(CloudRecords.backup("undated", "m1", null))
            .and(CloudRecords.backup("oldest", "m1", NOW.minusSeconds(90)));

    assertThat(sum.count()).isEqualTo(4);
    assertThat(sum.size()).isEqualTo(4 * 1024);
    assertThat(sum.newestId()).isEqualTo("newest");
    assertThat(sum.newest()).isEqualTo(NOW);
    assertThat(Objects.requireNonNull(sum.oldest())).isEqualTo(NOW.minusSeconds(90));
    assertThat(sum.sameBackups(sum.asked(List.of(), NOW))).isTrue();
  }
}
