package io.cloudbackup.recovery;

import static io.cloudbackup.recovery.Observations.BACKUP;
import static io.cloudbackup.recovery.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Backup.Disk;
import io.cloudbackup.cloud.Backup.Volume;
import io.cloudbackup.folder.CloudRecords;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutsTest {
  private static final long GIB = 1L << 30;

  private static Backup backup(String id, Instant created, Disk... disks) {
    return new Backup(
        id,
        "",
        "",
        created,
        null,
        0,
        0,
        0,
        0,
        null,
        "machine-1",
        List.of(disks),
        "FULL",
        false,
        "",
        "");
  }

  private static Disk disk(String name, long size, String volume, long volumeSize) {
    return new Disk("", name, size, List.of(new Volume(0, true, true, volume, volumeSize, "/")));
  }

  @Test
  void shouldCompareWithTheNewestOfTheTargetsOwn() {
    Backup wanted = backup("b", NOW, disk("Disk 1", 20 * GIB, "root", 20 * GIB));
    Backup old = backup("old", NOW.minusSeconds(9), disk("Disk 1", GIB, "other", GIB));
    Backup newest = backup("new", NOW, disk("Disk 1", 30 * GIB, "root", 20 * GIB));

    assertThat(Layouts.compare(wanted, List.of(old, newest)).verdict()).isEqualTo("Matches");
    assertThat(Layouts.compare(wanted, List.of(old)))
        .isEqualTo(
            new Layouts.Layout(
                "Differs",
                List.of(
                    "Disk 'Disk 1' has 20 GiB in the backup, 1 GiB on the target.",
                    "The target has no volume 'root'.",
                    "The backup has no volume 'other' of the target.")));
  }

  @Test
  void shouldWarnOfVolumesOfAnotherSize() {
    Backup wanted = backup("b", NOW, disk("Disk 1", 20 * GIB, "root", 20 * GIB));
    Backup target = backup("t", NOW, disk("Disk 2", 20 * GIB, "root", 5));

    assertThat(Layouts.compare(wanted, List.of(target)).warnings())
        .containsExactly(
            "The target has no disk 'Disk 1'.",
            "Volume 'root' has 20 GiB in the backup, 5 bytes on the target.");
  }

  @Test
  void shouldSayThatThereIsNothingToCompare() {
    Backup bare = backup("b", NOW);
    Backup deleted = CloudRecords.backup("d", "machine-1", NOW, "policy", true);

    assertThat(Layouts.compare(BACKUP, List.of()).verdict()).isEqualTo("NotVerifiable");
    assertThat(Layouts.compare(BACKUP, List.of(bare)).verdict()).isEqualTo("NotVerifiable");
    assertThat(Layouts.compare(BACKUP, List.of(deleted)).verdict()).isEqualTo("NotVerifiable");
    assertThat(Layouts.compare(bare, List.of(BACKUP)).verdict()).isEqualTo("NotVerifiable");
  }
}
