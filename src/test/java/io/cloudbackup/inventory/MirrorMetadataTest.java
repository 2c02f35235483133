package io.cloudbackup.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.folder.CloudRecords;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MirrorMetadataTest {
  @Test
  void shouldBeCalledByFolderAndBackup() {
    assertThat(MirrorMetadata.name("default", "9cba836d-869c-4b6c"))
        .isEqualTo("default.9cba836d-869c-4b6c");
  }

  @Test
  void shouldGiveEveryBackupOfEveryFolderANameOfItsOwnThatTheApiServerTakes() {
    List<String> names =
        Stream.of(
                MirrorMetadata.name("a", "b.c"),
                MirrorMetadata.name("a.b", "c"),
                MirrorMetadata.name("a", "B"),
                MirrorMetadata.name("a", "b"),
                MirrorMetadata.name("a", "b_c"),
                MirrorMetadata.name("f".repeat(253), "b"),
                MirrorMetadata.name("f".repeat(253), "c"))
            .toList();

    assertThat(names)
        .doesNotHaveDuplicates()
        .allSatisfy(
            name ->
                assertThat(name).hasSizeLessThan(254).matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?"));
    assertThat(MirrorMetadata.name("a", "B")).isEqualTo(names.get(2));
  }

  @Test
  void shouldBeLabelledByWhatCanBeALabel() {
    assertThat(
            MirrorMetadata.labels(
                "f".repeat(64),
                CloudRecords.backup("b1", "epdone", null, "no label: has a colon", false)))
        .isEqualTo(
            Map.of(BackupApiGroup.INSTANCE_LABEL, "epdone", BackupApiGroup.TYPE_LABEL, "FULL"));
  }
}
