package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StartMemoryTest {
  private static final BackupRecoverySpec SPEC =
      Observations.spec(Approval.Automatic, null, null, null);

  private final StartMemory memory = at("2026-12-01T18:00:00Z");

  private static StartMemory at(String time) {
    return new StartMemory(Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }

  private static BackupRecovery recovery(String name, String uid, BackupRecoverySpec spec) {
    BackupRecovery recovery = new BackupRecovery();
    recovery.setMetadata(
        new ObjectMetaBuilder().withNamespace("team").withName(name).withUid(uid).build());
    recovery.setSpec(spec);
    return recovery;
  }

  @Test
  void shouldKnowAManifestThatIsAppliedAgain() {
    String entries = memory.entry(recovery("web", "uid-1", SPEC));
    BackupRecoverySpec approved = Observations.spec(Approval.Automatic, "sha256:0", "1m", "1h");

    assertThat(memory.startedBefore(entries, recovery("web", "uid-2", SPEC))).isTrue();
    assertThat(memory.startedBefore(entries, recovery("web", "uid-2", approved))).isTrue();
    assertThat(memory.startedBefore(entries, recovery("web", "uid-1", SPEC))).isFalse();
    assertThat(memory.startedBefore(entries, recovery("other", "uid-2", SPEC))).isFalse();
    assertThat(memory.started(entries, recovery("web", "uid-1", SPEC))).isTrue();
    assertThat(memory.started(entries, recovery("web", "uid-2", SPEC))).isFalse();
    assertThat(memory.startedBefore("", recovery("web", "uid-2", SPEC))).isFalse();
  }

  @Test
  void shouldForgetWhatCannotStartAgain() {
    String entry = memory.entry(recovery("web", "uid-1", SPEC));

    assertThat(memory.prune(" " + entry + " " + entry + " nonsense")).isEqualTo(entry);
    assertThat(at("2026-12-01T18:00:01Z").prune(entry)).isEmpty();
  }

  @Test
  void shouldMakeTheSameOfAManifestInEveryVersion() {
    assertThat(memory.entry(recovery("web", "uid-1", SPEC)))
        .isEqualTo("f9ccbadb54637d1c/uid-1/2026-12-01T18:00:00Z");
  }
}
