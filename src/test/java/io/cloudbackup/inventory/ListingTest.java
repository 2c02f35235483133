package io.cloudbackup.inventory;

import static io.cloudbackup.folder.CloudRecords.backup;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.folder.MachineBackups;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final int ALL = Integer.MAX_VALUE;

  private static Listing listing(int mostOfMachine, int mostToWrite, Set<String> shown) {
    return new Listing(
        mostOfMachine,
        mostToWrite,
        (backup, digest) ->
            shown.contains(backup.id()) ? Listing.Shown.AS_IT_IS : Listing.Shown.NOT);
  }

  private static Listing ofTwoMachines(int mostOfMachine, int mostToWrite, Set<String> shown) {
    Listing listing = listing(mostOfMachine, mostToWrite, shown);
    listing.add(backup("a2", "a", NOW.minusSeconds(20)));
    listing.add(backup("b1", "b", NOW.minusSeconds(30)));
    listing.add(backup("a1", "a", NOW.minusSeconds(10)));
    listing.add(backup("a3", "a", NOW.minusSeconds(40)));
    return listing;
  }

  private static List<String> written(Listing listing) {
    return listing.changes().stream().map(change -> change.backup().id()).toList();
  }

  @Test
  void shouldWantAllAndWriteTheNewestFirst() {
    Listing listing = ofTwoMachines(ALL, 10, Set.of());

    assertThat(listing.wanted()).containsExactlyInAnyOrder("a1", "a2", "a3", "b1");
    assertThat(written(listing)).containsExactly("a1", "a2", "b1", "a3");
    assertThat(listing.count()).isEqualTo(4);
    assertThat(listing.more()).isFalse();
  }

  @Test
  void shouldWantTheNewestOfEachMachine() {
    Listing listing = ofTwoMachines(1, 10, Set.of());

    assertThat(listing.wanted()).containsExactlyInAnyOrder("a1", "b1");
    assertThat(written(listing)).containsExactly("a1", "b1");
    assertThat(Objects.requireNonNull(listing.machines().get("a")).count()).isEqualTo(3);
  }

  @Test
  void shouldKeepToTheLimitAndSayThatThereIsMore() {
    Listing listing = ofTwoMachines(ALL, 2, Set.of());

    assertThat(written(listing)).containsExactly("a1", "a2");
    assertThat(listing.more()).isTrue();
    assertThat(listing.wanted()).hasSize(4);
  }

  /** The API server may take no new ones. */
  @Test
  void shouldNotLetNewOnesTakeThePlaceOfThoseThatAreThere() {
    Listing listing =
        new Listing(
            ALL,
            1,
            (backup, digest) ->
                backup.id().startsWith("old") ? Listing.Shown.OTHERWISE : Listing.Shown.NOT);
    listing.add(backup("old1", "a", NOW.minusSeconds(50)));
    listing.add(backup("new1", "a", NOW.minusSeconds(20)));
    listing.add(backup("new2", "a", NOW.minusSeconds(10)));

    assertThat(written(listing)).containsExactly("new2", "old1");
    assertThat(listing.more()).isTrue();
  }

  @Test
  void shouldNotLetThoseThatNobodyWantsTakeThePlaceOfOthers() {
    Listing listing = listing(1, 1, Set.of());
    listing.add(backup("a2", "a", NOW.minusSeconds(20)));
    listing.add(backup("a1", "a", NOW.minusSeconds(10)));

    assertThat(written(listing)).containsExactly("a1");
    assertThat(listing.more()).isFalse();
  }

  @Test
  void shouldWriteNothingThatIsShownAlready() {
    assertThat(written(ofTwoMachines(ALL, 10, Set.of("a1", "b1")))).containsExactly("a2", "a3");
  }

  @Test
  void shouldCountABackupOnceThatComesOnTwoPages() {
    Listing listing = listing(ALL, 10, Set.of());
    listing.add(backup("a1", "a", NOW));
    listing.add(backup("a1", "a", NOW));

    assertThat(listing.count()).isEqualTo(1);
    assertThat(listing.machines().get("a"))
        .isEqualTo(MachineBackups.NONE.and(backup("a1", "a", NOW)));
  }

  @Test
  void shouldTakeNoDeletedBackupForOne() {
    Listing listing = listing(ALL, 10, Set.of());
    listing.add(backup("a1", "a", NOW, "policy-1", true));

    assertThat(listing.count()).isZero();
    assertThat(listing.contains("a1")).isFalse();
    assertThat(listing.machines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a/b", "-a", "a\nb", "0123456789012345678901234567890123456789012345678901"})
  void shouldLeaveOutWhatNoObjectCanName(String id) {
    Listing listing = listing(ALL, 10, Set.of());
    listing.add(backup(id, "a", NOW));

    assertThat(listing.changes()).isEmpty();
    assertThat(listing.wanted()).isEmpty();
  }

  @Test
  void shouldTellAChangedBackupByItsDigestAndNotByWhenItWasSeen() {
    String digest = BackupMirror.digest(backup("a1", "a", NOW));

    assertThat(BackupMirror.digest(backup("a1", "a", NOW))).isEqualTo(digest);
    assertThat(BackupMirror.digest(backup("a1", "a", NOW, "policy-2", false))).isNotEqualTo(digest);
  }
}
