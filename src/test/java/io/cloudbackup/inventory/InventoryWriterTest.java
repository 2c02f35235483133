package io.cloudbackup.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.folder.CloudRecords;
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

  private boolean says(String digest) {
    return InventoryWriter.says(mirror, "default", BACKUP, digest);
  }

  @Test
  void shouldNeedNoneWhereNothingDiffers() {
    mirror.getMetadata().getLabels().put("team", "web");

    assertThat(says("digest")).isTrue();
  }

  @Test
  void shouldNeedOneWhereTheBackupDiffersOrNothingWasSaidOfIt() {
    assertThat(says("another")).isFalse();

    mirror.setStatus(null);
    assertThat(says("digest")).isFalse();
  }

  @Test
  void shouldNeedOneWhereALabelOrTheSpecIsAnotherOne() {
    mirror.getMetadata().getLabels().remove(BackupApiGroup.TYPE_LABEL);
    assertThat(says("digest")).isFalse();

    mirror.getMetadata().setLabels(MirrorMetadata.labels("default", BACKUP));
    mirror.getMetadata().setGeneration(4L);
    assertThat(says("digest")).isFalse();
  }

  @Test
  void shouldNeedOneWhereSomebodyAsksForAFreshLookAndNoneWherePaused() {
    mirror.getMetadata().setAnnotations(Map.of(BackupApiGroup.RECONCILE_REQUESTED_AT, "now"));
    assertThat(says("digest")).isFalse();

    mirror.getMetadata().setAnnotations(Map.of(BackupApiGroup.PAUSED, "true"));
    assertThat(says("another")).isTrue();
  }
}
