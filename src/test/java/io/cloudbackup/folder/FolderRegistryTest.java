package io.cloudbackup.folder;

import static io.cloudbackup.folder.CloudRecords.machine;
import static io.cloudbackup.folder.CloudRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderEndpoints;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.folder.CloudRecords.MachineRecord;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FolderRegistryTest {
  private static final FolderRef REF = new FolderRef("default", "team");
  private static final FolderProblem FAULT =
      new FolderProblem("EndpointUnreachable", "no route", false);
  private static final FakeBackupApi API = new FakeBackupApi();

  private final FolderRegistry registry = new FolderRegistry();
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void listen() {
    registry.listen(
        new FolderRegistry.Listener() {
          @Override
          public void machinesChanged(FolderRef folder, Set<String> ids) {
            heard.add(folder + " machines " + new TreeSet<>(ids));
          }

          @Override
          public void folderChanged(FolderRef folder) {
            heard.add(folder + " folder");
          }
        });
  }

  @Test
  void shouldTellOfFolderWhenItComesAndGoes() {
    registry.put(state("uid", 60, null, 0, null));
    assertThat(registry.find(REF)).isPresent();
    registry.remove(REF);
    registry.remove(REF);

    assertThat(registry.find(REF)).isEmpty();
    assertThat(heard).containsExactly("team/default folder", "team/default folder");
  }

  @Test
  void shouldExpectFolderAsItIsNowUntilItIsConnected() {
    registry.expect(List.of(folder("old", "folder-1")));
    registry.expect(List.of(folder("new", "folder-2")));
    assertThat(registry.find(REF).orElseThrow().uid()).isEqualTo("new");
    assertThat(registry.find(REF).orElseThrow().spec().folderId()).isEqualTo("folder-2");

    registry.put(state("connected", 60, null, 0, null));
    registry.expect(List.of(folder("newest", "folder-3")));
    assertThat(registry.find(REF).orElseThrow().uid()).isEqualTo("connected");
  }

  @Test
  void shouldPutWhatASlowSweepFoundUnderTheSpecThatWasSeenMeanwhile() {
    FolderSnapshot last = machines(machine("a"));
    registry.put(state("uid", 60, null, 0, last));
    heard.clear();

    registry.see(folder("uid", "folder-2"));
    assertThat(heard).containsExactly("team/default folder");
    registry.see(folder("uid", "folder-2"));
    registry.put(state("uid", 60, null, 0, last));

    assertThat(heard).hasSize(1);
    assertThat(registry.find(REF).orElseThrow().spec().folderId()).isEqualTo("folder-2");
    assertThat(registry.find(REF).orElseThrow().snapshot()).isEqualTo(last);
  }

  @Test
  void shouldForgetEverythingOfAPredecessorThatWasReplaced() {
    registry.put(state("old", 60, null, 0, machines(machine("a"))));
    heard.clear();

    registry.see(folder("new", "folder-1"));
    registry.put(state("old", 60, null, 0, machines(machine("a"), machine("b"))));

    FolderState now = registry.find(REF).orElseThrow();
    assertThat(now.uid()).isEqualTo("new");
    assertThat(now.api()).isNull();
    assertThat(now.snapshot()).isNull();
    assertThat(heard).containsExactly("team/default folder");
  }

  @Test
  void shouldRestOnceTheFolderIsSeenPausedThoughASweepGoesOn() {
    FolderSnapshot last = machines(machine("a"));
    registry.put(state("uid", 60, null, 0, last));
    heard.clear();

    registry.see(paused(folder("uid", "folder-1")));
    registry.put(state("uid", 60, null, 0, last));

    FolderState now = registry.find(REF).orElseThrow();
    assertThat(now.api()).isNull();
    assertThat(now.problem()).isEqualTo(FolderProblem.PAUSED);
    assertThat(now.synced()).isFalse();
    assertThat(heard).containsExactly("team/default folder");

    registry.see(folder("uid", "folder-1"));
    assertThat(registry.find(REF).orElseThrow().starting()).as("nobody has tried since").isTrue();
    registry.put(state("uid", 60, null, 0, last));
    assertThat(registry.find(REF).orElseThrow().synced()).isTrue();
  }

  @Test
  void shouldTakeAFolderForNotConnectedOnceItNamesOtherCredentialsOrEndpoints() {
    FolderSnapshot last = machines(machine("a"));
    for (BackupFolder edited :
        List.of(
            credentials(folder("uid", "folder-1"), new SecretKeyRef("other", "token"), null),
            credentials(
                folder("uid", "folder-1"),
                null,
                new FolderEndpoints("https://a", null, null, null)))) {
      registry.see(folder("uid", "folder-1"));
      registry.put(state("uid", 60, null, 0, last));
      assertThat(registry.find(REF).orElseThrow().synced()).isTrue();

      registry.see(edited);
      registry.put(state("uid", 60, null, 0, last));

      FolderState now = registry.find(REF).orElseThrow();
      assertThat(now.api()).as("what was made of the former ones").isNull();
      assertThat(now.starting()).as("statuses stay as they are meanwhile").isTrue();
      assertThat(now.snapshot()).isEqualTo(last);
    }
  }

  private static BackupFolder paused(BackupFolder folder) {
    folder.getMetadata().setAnnotations(Map.of(BackupApiGroup.PAUSED, "true"));
    return folder;
  }

  private static BackupFolder credentials(
      BackupFolder folder, @Nullable SecretKeyRef token, @Nullable FolderEndpoints endpoints) {
    folder.setSpec(spec("folder-1", 60, token, endpoints));
    return folder;
  }

  @Test
  void shouldLearnOnlyOfMachinesThatTheSameFolderHas() {
    FolderState known = state("uid", 60, null, 0, machines(machine("a"), machine("b")));
    registry.put(known);
    heard.clear();

    registry.learn(known, "a", new Machine(machine("a").offline().build(), null));
    assertThat(heard).containsExactly("team/default machines [a]");
    registry.learn(known, "b", null);
    assertThat(snapshot().machine("b")).isEmpty();
    registry.learn(known, "c", new Machine(machine("c").build(), null));
    registry.learn(state("other", 60, null, 0, null), "a", null);

    assertThat(snapshot().machines()).containsOnlyKeys("a");
    assertThat(snapshot().machine("a").orElseThrow().resource().online()).isFalse();
  }

  @Test
  void shouldKeepWhatWasLearnedSinceASweepBegan() {
    FolderState known =
        state("uid", 60, null, 0, machines(machine("a"), machine("b"), machine("c")));
    registry.put(known);
    FolderSnapshot base = snapshot();
    Machine learned = new Machine(machine("a").offline().build(), List.of(task(7).build()));
    registry.learn(known, "a", learned);
    registry.learn(known, "b", null);

    FolderSnapshot found =
        registry.swept(known, machines(machine("a"), machine("b"), machine("c").offline()), base);

    assertThat(found).isEqualTo(snapshot());
    assertThat(found.machines()).containsOnlyKeys("a", "c");
    assertThat(found.machine("a")).hasValue(learned);
    assertThat(found.machine("c").orElseThrow().resource().online())
        .as("of what nothing was learned the sweep counts")
        .isFalse();
    assertThat(registry.swept(known, machines(machine("a")), found).machine("a").orElseThrow())
        .as("the next one begins with what is known")
        .isNotEqualTo(learned);
  }

  @Test
  void shouldForgetAPausedFolderThatWentWhileNobodyLooked() {
    registry.put(state("uid", 60, null, 0, null));
    registry.see(paused(folder("uid", "folder-1")));

    registry.forgetAbsent(List.of());

    assertThat(registry.find(REF)).isEmpty();
  }

  private FolderSnapshot snapshot() {
    return Objects.requireNonNull(registry.find(REF).orElseThrow().snapshot());
  }

  @Test
  void shouldKnowNothingOfAFolderThatWasOnlySeen() {
    registry.see(folder("uid", "folder-1"));
    assertThat(registry.find(REF)).isEmpty();

    registry.put(state("uid", 60, null, 0, null));
    registry.remove(REF);
    registry.put(state("other", 60, null, 0, null));
    assertThat(registry.find(REF).orElseThrow().uid()).isEqualTo("other");
  }

  private static BackupFolder folder(String uid, String folderId) {
    BackupFolder folder = new BackupFolder();
    folder.setMetadata(
        new ObjectMetaBuilder()
            .withName(REF.name())
            .withNamespace(REF.resolvedNamespace())
            .withUid(uid)
            .build());
    folder.setSpec(spec(folderId, 60, null, null));
    return folder;
  }

  @Test
  void shouldTellOfFolderWhenItsFirstSweepIsOver() {
    registry.put(state("uid", 60, null, 0, null));
    heard.clear();

    registry.put(state("uid", 60, null, 0, machines(machine("a"))));

    assertThat(heard).containsExactly("team/default folder");
  }

  @Test
  void shouldTellOfFolderWhenItsConnectionIsAnother() {
    FolderState connected = state("uid", 60, null, 0, machines(machine("a")));
    registry.put(connected);
    heard.clear();

    registry.put(
        new FolderState(
            connected.ref(),
            connected.uid(),
            connected.spec(),
            new FakeBackupApi(),
            null,
            0,
            connected.snapshot()));

    assertThat(heard)
        .as("a call that the old connection was refused may succeed now")
        .containsExactly("team/default folder");
  }

  @Test
  void shouldTellOfMachinesThatChangedOnly() {
    registry.put(state("uid", 60, null, 0, machines(machine("a"), machine("b"))));
    heard.clear();

    registry.put(state("uid", 60, null, 0, machines(machine("a"), machine("b"))));
    assertThat(heard).isEmpty();
    registry.put(state("uid", 60, null, 0, machines(machine("a").offline(), machine("c"))));
    assertThat(heard).containsExactly("team/default machines [a, b, c]");
  }

  @Test
  void shouldKeepQuietAboutOneFailedSweepAndTellOfTheSecond() {
    FolderSnapshot last = machines(machine("a"));
    registry.put(state("uid", 60, null, 0, last));
    heard.clear();

    registry.put(state("uid", 60, FAULT, 1, last));
    assertThat(heard).isEmpty();
    registry.put(state("uid", 60, FAULT, 2, last));
    assertThat(heard).containsExactly("team/default folder");
    registry.put(state("uid", 60, FAULT, 3, last));
    assertThat(heard).hasSize(1);
    registry.put(state("uid", 60, new FolderProblem("Throttled", "slow", false), 4, last));
    assertThat(heard).hasSize(2);
    registry.put(state("uid", 60, null, 0, last));
    assertThat(heard).hasSize(3);
  }

  @Test
  void shouldTellOfFolderWhenItsSpecOrTheObjectItselfIsAnother() {
    FolderSnapshot last = machines(machine("a"));
    registry.put(state("uid", 60, null, 0, last));
    heard.clear();

    registry.put(state("uid", 90, null, 0, last));
    registry.put(state("uid-2", 90, null, 0, last));

    assertThat(heard).hasSize(2);
  }

  @Test
  void shouldKnowWhenWhatItSawStillCounts() {
    FolderSnapshot seen = machines(machine("a"));

    assertThat(state("uid", 60, null, 0, seen).synced()).isTrue();
    assertThat(state("uid", 60, FAULT, 1, seen).synced()).isTrue();
    assertThat(state("uid", 60, FAULT, 2, seen).synced()).isFalse();
    assertThat(state("uid", 60, null, 0, null).synced()).isFalse();
    assertThat(state("uid", 60, null, 0, null).starting()).isTrue();
    assertThat(state("uid", 60, FAULT, 1, null).starting()).isTrue();
    assertThat(state("uid", 60, FAULT, 2, null).starting()).isFalse();
    assertThat(state("uid", 60, null, 0, seen).starting()).isFalse();
    assertThat(unconnected(seen).synced()).isFalse();
    assertThat(unconnected(null).starting()).isFalse();
  }

  private static FolderState unconnected(@Nullable FolderSnapshot snapshot) {
    return new FolderState(REF, "uid", spec(60), null, FAULT, 1, snapshot);
  }

  private static FolderState state(
      String uid,
      int interval,
      @Nullable FolderProblem problem,
      int failures,
      @Nullable FolderSnapshot snapshot) {
    return new FolderState(REF, uid, spec(interval), API, problem, failures, snapshot);
  }

  private static BackupFolderSpec spec(int interval) {
    return spec("folder-1", interval, null, null);
  }

  private static BackupFolderSpec spec(
      String folderId,
      int interval,
      @Nullable SecretKeyRef token,
      @Nullable FolderEndpoints endpoints) {
    return new BackupFolderSpec(
        folderId,
        new BackupFolderSpec.FolderCredentials(null, token),
        endpoints,
        interval + "s",
        10,
        null,
        List.of(),
        null,
        null);
  }

  private static FolderSnapshot machines(MachineRecord... machines) {
    return FolderSnapshot.of(
        Stream.of(machines).map(MachineRecord::build).toList(), null, Instant.EPOCH);
  }
}
