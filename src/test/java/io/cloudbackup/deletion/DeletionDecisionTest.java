package io.cloudbackup.deletion;

import static io.cloudbackup.folder.CloudRecords.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.DeletionEnd;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.deletion.DeletionOutcome.Blocked;
import io.cloudbackup.deletion.DeletionOutcome.Delete;
import io.cloudbackup.deletion.DeletionOutcome.Follow;
import io.cloudbackup.deletion.DeletionOutcome.Release;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeletionDecisionTest {
  private static final String FOLDER = "folder-1";
  private static final Operation.Status BROKEN = new Operation.Status(9, "agent is offline");
  private static final DeletionWords MACHINE =
      new DeletionWords(
          "the machine", "It is gone.", "It was gone.", "it may still be there", true);
  private static final DeletionWords BACKUP =
      new DeletionWords(
          "the backup", "It is gone.", "It was gone.", "it may still be there", false);
  private static final Target<String> ANOTHERS = new Target.Refused<>("not in the cloud folder");
  private static final String REFUSED = "There is no grant.";

  @Test
  void shouldDeleteMachineOfItsFolder() {
    assertThat(seen().decide()).isEqualTo(new Delete<>("thing"));
  }

  static Stream<Arguments> shouldReleaseWithoutDeleting() {
    return Stream.of(
        arguments(DeletionEnd.Abandoned, true, seen().abandon()),
        arguments(DeletionEnd.Abandoned, true, seen().abandon().unwanted().rival()),
        arguments(DeletionEnd.Abandoned, true, seen().abandon().paused().blocked()),
        arguments(DeletionEnd.Retained, false, seen().unwanted()),
        arguments(DeletionEnd.Retained, false, seen().unwanted().blocked().paused()),
        arguments(DeletionEnd.Conflict, true, seen().rival()),
        arguments(DeletionEnd.AlreadyAbsent, false, seen().target(new Target.Absent<>())),
        arguments(DeletionEnd.Retained, true, seen().kindGoes()),
        arguments(DeletionEnd.Retained, true, seen().kindGoes().blocked().terminating(120)),
        arguments(
            DeletionEnd.Deleted,
            false,
            seen().operation(operation("operation-1", true, null, null))),
        arguments(
            DeletionEnd.Deleted,
            false,
            seen()
                .operation(operation("operation-1", true, null, BROKEN))
                .target(new Target.Absent<>())),
        arguments(
            DeletionEnd.Deleted,
            false,
            seen().operation(new Lookup.Absent<>()).target(new Target.Absent<>())),
        arguments(DeletionEnd.Abandoned, true, seen().blocked().terminating(120)),
        arguments(DeletionEnd.Abandoned, true, seen().paused().terminating(120)),
        arguments(
            DeletionEnd.Abandoned,
            true,
            seen().target(new Target.Failed<>(error())).terminating(121)));
  }

  @ParameterizedTest
  @MethodSource
  void shouldReleaseWithoutDeleting(DeletionEnd end, boolean warning, Seen seen) {
    assertThat(seen.decide())
        .isInstanceOfSatisfying(
            Release.class,
            release -> {
              assertThat(release.end()).isEqualTo(end);
              assertThat(release.warning()).isEqualTo(warning);
              assertThat(release.message()).isNotBlank();
            });
  }

  static Stream<Arguments> shouldBeBlockedAndSayWhy() {
    return Stream.of(
        arguments("paused", false, seen().paused()),
        arguments("no grant", false, seen().blocked()),
        arguments("no grant", false, seen().blocked().terminating(119)),
        arguments("cloud folder", false, seen().target(ANOTHERS)),
        arguments("not asked", false, seen().target(new Target.NotAsked<>())),
        arguments("the cloud said so", false, seen().target(new Target.Failed<>(error()))),
        arguments("the cloud said so", false, seen().operation(new Lookup.Failed<>(error()))),
        arguments(
            "agent is offline",
            true,
            seen().operation(operation("operation-1", true, null, BROKEN))));
  }

  @ParameterizedTest
  @MethodSource
  void shouldBeBlockedAndSayWhy(String why, boolean failed, Seen seen) {
    assertThat(seen.decide())
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked -> {
              assertThat(blocked.message()).contains(why);
              assertThat(blocked.failed()).isEqualTo(failed);
              assertThat(blocked.next()).isPositive();
            });
  }

  static Stream<Seen> shouldFollowOperationThatRuns() {
    return Stream.of(
        seen().operation(operation("operation-1")),
        seen().operation(operation("operation-1", false, null, BROKEN)),
        seen().operation(new Lookup.NotAsked<>()),
        seen().operation(operation("operation-1")).target(new Target.Absent<>()));
  }

  @ParameterizedTest
  @MethodSource
  void shouldFollowOperationThatRuns(Seen seen) {
    assertThat(seen.decide())
        .isInstanceOfSatisfying(
            Follow.class, follow -> assertThat(follow.operationId()).isEqualTo("operation-1"));
  }

  @Test
  void shouldBeginAnewWhenTheCloudForgotTheOperation() {
    assertThat(seen().operation(new Lookup.Absent<>()).decide()).isEqualTo(new Delete<>("thing"));
  }

  @Test
  void shouldBeBlockedWhenTheCloudRefusesTheDeletion() {
    CloudError error =
        new CloudError(CloudError.Kind.FORBIDDEN, 403, "Not yours", "", "Resource.delete");

    assertThat(DeletionDecision.refused(MACHINE, seen().terminating(119).see(), error))
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked ->
                assertThat(blocked.message())
                    .contains("Not yours", "backup.editor on folder folder-1."));
    assertThat(DeletionDecision.refused(MACHINE, seen().terminating(120).see(), error))
        .isInstanceOfSatisfying(
            Release.class, release -> assertThat(release.message()).contains("Not yours"));
  }

  @Test
  void shouldLetGoOfOperationThatDoesNotEndWhenTheNamespaceTerminates() {
    Seen runs = seen().operation(operation("operation-1"));

    assertThat(runs.terminating(119).decide()).isInstanceOf(Follow.class);
    assertThat(runs.terminating(120).decide())
        .isInstanceOfSatisfying(
            Release.class,
            release -> {
              assertThat(release.warning()).isTrue();
              assertThat(release.message()).contains("operation-1");
            });
  }

  @Test
  void shouldTellHowToLetGo() {
    assertThat(((Blocked<String>) seen().blocked().decide()).message())
        .contains("backup.yandex.cloud/abandon: \"true\"");
  }

  /** Nothing deletes a machine that is held, not wanted gone, not granted or another's. */
  @ParameterizedTest
  @CsvSource({"0", "119", "120", "9999"})
  void shouldNeverDeleteWhatItMayNot(int terminating) {
    for (Seen seen :
        Stream.of(
                seen().abandon(),
                seen().unwanted(),
                seen().rival(),
                seen().kindGoes(),
                seen().paused(),
                seen().blocked(),
                seen().target(ANOTHERS))
            .toList()) {
      assertThat(seen.terminating(terminating).decide()).isNotInstanceOf(Delete.class);
    }
  }

  /** A namespace goes with all that is in it: nobody has thought of its backups then. */
  @ParameterizedTest
  @CsvSource({"0", "119", "120", "9999"})
  void shouldDeleteNoBackupSinceItsNamespaceTerminates(int terminating) {
    for (Seen seen :
        List.of(
            seen(), seen().blocked(), seen().paused(), seen().target(new Target.NotAsked<>()))) {
      assertThat(seen.terminating(terminating).decide(BACKUP))
          .isInstanceOfSatisfying(
              Release.class,
              release -> {
                assertThat(release.end()).isEqualTo(DeletionEnd.Retained);
                assertThat(release.warning()).isTrue();
                assertThat(release.message()).contains("not told to delete the backup");
              });
    }
    assertThat(seen().decide(BACKUP)).isEqualTo(new Delete<>("thing"));
    assertThat(seen().terminating(1).decide(MACHINE)).isEqualTo(new Delete<>("thing"));
  }

  @Test
  void shouldFollowToItsEndWhatBeganBeforeTheNamespaceTerminates() {
    assertThat(seen().operation(operation("operation-1")).terminating(1).decide(BACKUP))
        .isInstanceOf(Follow.class);
    assertThat(
            seen()
                .operation(operation("operation-1", true, null, null))
                .terminating(1)
                .decide(BACKUP))
        .isInstanceOfSatisfying(
            Release.class, release -> assertThat(release.end()).isEqualTo(DeletionEnd.Deleted));
  }

  /** It can't be called back: that the policy is Retain by now keeps nothing. */
  @Test
  void shouldFollowToItsEndWhatIsNotWantedAnyMore() {
    for (Seen seen : List.of(seen().unwanted(), seen().rival(), seen().kindGoes())) {
      assertThat(seen.operation(operation("operation-1")).decide()).isInstanceOf(Follow.class);
      assertThat(seen.operation(operation("operation-1", true, null, null)).decide())
          .isInstanceOfSatisfying(
              Release.class, release -> assertThat(release.end()).isEqualTo(DeletionEnd.Deleted));
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, PT15S, PT2S", "PT5M, PT30S, PT15S", "PT24H, PT5M, PT30S"})
  void shouldAskLessOftenTheLongerItTakes(Duration pending, Duration retry, Duration poll) {
    assertThat(((Blocked<String>) seen().pending(pending).blocked().decide()).next())
        .isEqualTo(retry);
    assertThat(
            ((Follow<String>) seen().pending(pending).operation(operation("operation-1")).decide())
                .next())
        .isEqualTo(poll);
  }

  private static CloudError error() {
    return new CloudError(CloudError.Kind.UNAVAILABLE, 0, "the cloud said so", "", "Some.call");
  }

  private static Seen seen() {
    return new Seen();
  }

  /** An observation in the making: nothing stands against the deletion, and it has not begun. */
  static final class Seen {
    private boolean abandon;
    private boolean paused;
    private Duration pending = Duration.ZERO;
    private @Nullable Duration terminating;
    private boolean kindGoes;
    private boolean wanted = true;
    private @Nullable String rival;
    private @Nullable String blocked;
    private Target<String> target = new Target.Present<>("thing");
    private @Nullable String operationId;
    private Lookup<Operation> operation = new Lookup.NotAsked<>();

    Seen abandon() {
      abandon = true;
      return this;
    }

    Seen paused() {
      paused = true;
      return this;
    }

    Seen terminating(int seconds) {
      terminating = Duration.ofSeconds(seconds);
      return this;
    }

    Seen pending(Duration time) {
      pending = time;
      return this;
    }

    Seen kindGoes() {
      kindGoes = true;
      return this;
    }

    Seen unwanted() {
      wanted = false;
      return this;
    }

    Seen rival() {
      rival = "team/older";
      return this;
    }

    Seen blocked() {
      blocked = REFUSED;
      return this;
    }

    Seen target(Target<String> value) {
      target = value;
      return this;
    }

    Seen operation(Operation value) {
      return operation(new Lookup.Found<>(value));
    }

    Seen operation(Lookup<Operation> value) {
      operationId = "operation-1";
      operation = value;
      return this;
    }

    DeletionObservation<String> see() {
      return new DeletionObservation<>(
          abandon,
          paused,
          pending,
          Optional.ofNullable(terminating),
          kindGoes,
          wanted,
          rival,
          FOLDER,
          blocked,
          target,
          operationId,
          operation);
    }

    DeletionOutcome<String> decide() {
      return decide(MACHINE);
    }

    DeletionOutcome<String> decide(DeletionWords words) {
      return DeletionDecision.decide(words, see());
    }
  }
}
