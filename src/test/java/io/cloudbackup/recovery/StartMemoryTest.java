package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
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
  void shouldRememberADayLongWhatHasEnded() {
    StartMemory atTheEnd = at("2026-12-01T17:00:00Z");
    String ended = atTheEnd.ended(memory.entry(recovery("web", "uid-1", SPEC)), "8");

    assertThat(at("2026-12-02T17:00:00Z").prune(ended)).isEqualTo(ended);
    assertThat(at("2026-12-02T17:00:01Z").prune(ended)).isEmpty();
    assertThat(at("2026-11-29T17:00:00Z").ended(memory.entry(recovery("web", "uid-1", SPEC)), null))
        .as("up to its deadline at least")
        .endsWith("/uid-1/2026-12-01T18:00:00Z/");
    assertThat(memory.startedBefore(ended, recovery("web", "uid-2", SPEC))).isTrue();
    assertThat(memory.started(ended, recovery("web", "uid-1", SPEC))).isTrue();
  }

  @Test
  void shouldKnowTheTasksOfOthers() {
    String known = memory.ended(memory.entry(recovery("web", "uid-1", SPEC)), "8");
    String unknown = memory.ended(memory.entry(recovery("web", "uid-2", SPEC)), null);
    String own = memory.ended(memory.entry(recovery("web", "uid-3", SPEC)), "9");
    String ofAnEarlierVersion = "f9ccbadb54637d1c/uid-4/2026-12-01T18:00:00Z";

    assertThat(
            memory.tasksOfOthers(
                String.join(" ", known, unknown, own, ofAnEarlierVersion, "nonsense"),
                recovery("web", "uid-3", SPEC)))
        .isEqualTo(Map.of("uid-1", "8", "uid-2", "", "uid-4", ""));
  }

  @Test
  void shouldKeepTheLastOfEachRecovery() {
    String first = memory.ended(memory.entry(recovery("web", "uid-1", SPEC)), null);
    String last = memory.ended(memory.entry(recovery("web", "uid-1", SPEC)), "8");

    assertThat(memory.prune(first + " " + last)).isEqualTo(last);
  }

  @Test
  void shouldMakeTheSameOfAManifestInEveryVersion() {
    assertThat(memory.entry(recovery("web", "uid-1", SPEC)))
        .isEqualTo("f9ccbadb54637d1c/uid-1/2026-12-01T18:00:00Z/");
  }
}
