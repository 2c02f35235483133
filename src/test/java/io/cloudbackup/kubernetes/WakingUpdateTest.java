package io.cloudbackup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WakingUpdateTest {
  private final WakingUpdate filter = new WakingUpdate();

  static Stream<UnaryOperator<ObjectMetaBuilder>> shouldWakeWhenSomebodyEdits() {
    return Stream.of(
        m -> m.withGeneration(2L),
        m -> m.withUid("uid-2"),
        m -> m.withAnnotations(Map.of("backup.yandex.cloud/paused", "true")),
        m -> m.withLabels(Map.of("team", "b")),
        m -> m.withFinalizers(List.of()),
        m -> m.withDeletionTimestamp("2026-12-01T12:00:00Z"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldWakeWhenSomebodyEdits(UnaryOperator<ObjectMetaBuilder> edit) {
    BackupResource before = resource(m -> m, "IDLE");
    BackupResource after = resource(edit, "IDLE");

    assertThat(filter.accept(after, before)).isTrue();
    assertThat(filter.accept(before, after)).isTrue();
  }

  @Test
  void shouldSleepOnWhenOnlyTheStatusChanges() {
    BackupResource before = resource(m -> m, "IDLE");
    BackupResource after = resource(m -> m.withResourceVersion("11"), "BACKUPING");

    assertThat(filter.accept(after, before)).isFalse();
  }

  private static BackupResource resource(UnaryOperator<ObjectMetaBuilder> edit, String state) {
    ObjectMeta meta =
        edit.apply(
                new ObjectMetaBuilder()
                    .withName("a")
                    .withUid("uid-1")
                    .withResourceVersion("10")
                    .withGeneration(1L)
                    .withAnnotations(Map.of("a", "b"))
                    .withLabels(Map.of("team", "a"))
                    .withFinalizers("backup.yandex.cloud/resource"))
            .build();
    BackupResource resource = new BackupResource();
    resource.setMetadata(meta);
    resource.setStatus(
        new BackupResourceStatus(
            1L, null, List.of(), state, null, null, null, null, null, null, null, null, null, null,
            null, null, null, null, List.of(), List.of(), null, null));
    return resource;
  }
}
