package io.cloudbackup.inventory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupSpec;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.ManagedBy;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.folder.FakeBackupApi;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which proof it takes that a backup left the cloud. */
class SecondLookTest {
  private static final String FOLDER = "b1gone";
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private final FakeBackupApi cloud = new FakeBackupApi();

  /** Leaves the order as it is. */
  private final Random none =
      new Random() {
        @Override
        public int nextInt(int bound) {
          return bound - 1;
        }
      };

  static CloudBackup mirror(String id) {
    CloudBackup mirror = new CloudBackup();
    mirror.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team")
            .withName(MirrorMetadata.name("default", id))
            .build());
    mirror.setSpec(new CloudBackupSpec(null, id, DeletionPolicy.Retain, ManagedBy.Inventory));
    return mirror;
  }

  private static List<CloudBackup> mirrors(String... ids) {
    return Stream.of(ids).map(SecondLookTest::mirror).toList();
  }

  private SecondLook look(List<CloudBackup> doubted) {
    return SecondLook.at(doubted, cloud, FOLDER, none, () -> {});
  }

  private static List<String> ids(List<CloudBackup> mirrors) {
    return mirrors.stream().map(m -> m.getSpec().backupId()).toList();
  }

  @Test
  void shouldTakeForGoneWhatTheCloudHasNotOrHasDeleted() {
    cloud.has(FOLDER, CloudRecords.backup("there", "m", NOW));
    cloud.has(FOLDER, CloudRecords.backup("flagged", "m", NOW, "p", true));

    SecondLook look = look(mirrors("absent", "there", "flagged"));

    assertThat(ids(look.gone())).containsExactly("absent", "flagged");
    assertThat(look.found()).containsExactly("there");
    assertThat(look.more()).isFalse();
  }

  @Test
  void shouldTakeNothingForGoneWhereTheCloudDoesNotAnswer() {
    cloud.fails("Backup.get", CloudError.Kind.UNAVAILABLE);

    SecondLook look = look(mirrors("a", "b"));

    assertThat(look.gone()).isEmpty();
    assertThat(requireNonNull(look.error()).kind()).isEqualTo(CloudError.Kind.UNAVAILABLE);
    assertThat(cloud.calls()).hasSize(1);
  }

  /** Otherwise the first would keep all others for ever. */
  @Test
  void shouldAskForTheNextWhereTheCloudRefusesTheOne() {
    cloud.fails("Backup.get", CloudError.Kind.FORBIDDEN);

    SecondLook look = look(mirrors("a", "b"));

    assertThat(look.gone()).isEmpty();
    assertThat(requireNonNull(look.error()).kind()).isEqualTo(CloudError.Kind.FORBIDDEN);
    assertThat(cloud.calls()).hasSize(2);
  }

  @Test
  void shouldAskNoMoreOnceTheListHasProvedWrong() {
    Stream.of("a", "b", "c", "d")
        .forEach(id -> cloud.has(FOLDER, CloudRecords.backup(id, "m", NOW)));

    assertThat(look(mirrors("a", "b", "c", "d", "absent")).gone()).isEmpty();
    assertThat(cloud.calls()).hasSize(3);
  }

  @Test
  void shouldAskForSomeAndLeaveTheOthersToTheNextRound() {
    SecondLook look = look(IntStream.range(0, 150).mapToObj(i -> mirror("b" + i)).toList());

    assertThat(look.gone()).hasSize(100);
    assertThat(look.more()).isTrue();
  }

  @Test
  void shouldEndWhereTheFolderHasChanged() {
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                SecondLook.at(
                    mirrors("a"),
                    cloud,
                    FOLDER,
                    none,
                    () -> {
                      throw new CancellationException("changed");
                    }));
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void shouldNotAskAgainAtOnceWhereTheCloudTellsNothing() {
    cloud.fails("Backup.get", CloudError.Kind.FORBIDDEN);

    SecondLook look = look(IntStream.range(0, 150).mapToObj(i -> mirror("backup-" + i)).toList());

    assertThat(look.gone()).isEmpty();
    assertThat(look.more()).isFalse();
    assertThat(requireNonNull(look.error()).kind()).isEqualTo(CloudError.Kind.FORBIDDEN);
  }

  /** Otherwise a hundred of which the cloud tells nothing would keep all others for ever. */
  @Test
  void shouldComeToAllOfThemInTime() {
    List<CloudBackup> doubted = IntStream.range(0, 150).mapToObj(i -> mirror("b" + i)).toList();
    cloud.fails("Backup.get", CloudError.Kind.FORBIDDEN);

    Random random = new Random(1);
    IntStream.range(0, 20).forEach(i -> SecondLook.at(doubted, cloud, FOLDER, random, () -> {}));

    assertThat(Set.copyOf(cloud.calls())).hasSize(150);
  }
}
