package io.cloudbackup.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.inventory.Listing.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of an inventory needs no write. */
class InventoryWriterTest {
  private static final Backup BACKUP = CloudRecords.backup("b1", "m1", null);

  private final CloudBackup mirror = SecondLookTest.mirror("b1");

  InventoryWriterTest() {
    mirror.getMetadata().setGeneration(3L);
    mirror.getMetadata().setLabels(new HashMap<>(MirrorMetadata.labels("default", BACKUP)));
    mirror.setStatus(CloudBackupStatus.EMPTY.with(3L, null, List.of(), null).withDigest("digest"));
  }

  private Shown shown(String digest) {
    return InventoryWriter.shown(mirror, "default", BACKUP, digest);
  }

  @Test
  void shouldNeedNoneWhereNothingDiffers() {
    mirror.getMetadata().getLabels().put("team", "web");

    assertThat(shown("digest")).isEqualTo(Shown.AS_IT_IS);
  }

  @Test
  void shouldNeedOneWhereTheBackupDiffersOrNothingWasSaidOfIt() {
    assertThat(shown("another")).isEqualTo(Shown.OTHERWISE);
    assertThat(InventoryWriter.shown(null, "default", BACKUP, "digest")).isEqualTo(Shown.NOT);

    mirror.setStatus(null);
    assertThat(shown("digest")).isEqualTo(Shown.OTHERWISE);
  }

  @Test
  void shouldNeedOneWhereALabelOrTheSpecIsAnotherOne() {
    mirror.getMetadata().getLabels().remove(BackupApiGroup.TYPE_LABEL);
    assertThat(shown("digest")).isEqualTo(Shown.OTHERWISE);

    mirror.getMetadata().setLabels(MirrorMetadata.labels("default", BACKUP));
    mirror.getMetadata().setGeneration(4L);
    assertThat(shown("digest")).isEqualTo(Shown.OTHERWISE);
  }

  @Test
  void shouldNeedOneWhereSomebodyAsksForAFreshLookAndNoneWherePaused() {
    mirror.getMetadata().setAnnotations(Map.of(BackupApiGroup.RECONCILE_REQUESTED_AT, "now"));
    assertThat(shown("digest")).isEqualTo(Shown.OTHERWISE);

    mirror.getMetadata().setAnnotations(Map.of(BackupApiGroup.PAUSED, "true"));
    assertThat(shown("another")).isEqualTo(Shown.AS_IT_IS);
  }
}
