package io.cloudbackup.recovery;

import static io.cloudbackup.folder.CloudRecords.metadata;
import static io.cloudbackup.folder.CloudRecords.operation;
import static io.cloudbackup.recovery.Observations.KEY;
import static io.cloudbackup.recovery.Observations.MACHINE;
import static io.cloudbackup.recovery.Observations.ME;
import static io.cloudbackup.recovery.Observations.UID;
import static io.cloudbackup.recovery.Observations.error;
import static io.cloudbackup.recovery.Observations.intent;
import static io.cloudbackup.recovery.Observations.startUnknown;
import static io.cloudbackup.recovery.Observations.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.recovery.RecoveryAction.Rest;
import io.cloudbackup.recovery.RecoveryAction.Say;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolveDecisionTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "retry",
        "adopt:operation-1",
        "=retry",
        "00000000-0000-4000-8000-000000000000=retry",
        "00000000-0000-4000-8000-000000000000=adopt:operation-1"
      })
  void shouldRestUntilAnnotationNamesTheKey(@Nullable String annotation) {
    assertThat(startUnknown().resolution(annotation).decide()).isEqualTo(new Rest(null));
  }

  @Test
  void shouldNeverActByItselfWhateverTheCloudShows() {
    Observations seen =
        startUnknown()
            .tasks(CloudRecords.task(8))
            .operation(new Lookup.Found<>(operation("operation-1")));

    assertThat(seen.decide()).isEqualTo(new Rest(null));
    assertThat(seen.resolution(Keys.idempotency(UID, 2) + "=retry").decide())
        .isEqualTo(new Rest(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry", " retry "})
  void shouldStartAnewWithNewKeyWhenPersonSaysRetry(String answer) {
    Say say =
        say(
            startUnknown()
                .before(status(RecoveryPhase.StartUnknown, intent(ME, "3")))
                .tasks(CloudRecords.task(8).completed(Task.OK))
                .resolution(KEY + "=" + answer));

    Start start = start(say.status());
    assertThat(say.status().phase()).isEqualTo("Pending");
    assertThat(start.idempotencyKey()).isNotEqualTo(KEY);
    assertThat(start.attempts()).isEqualTo(2);
    assertThat(start.unsettled()).isFalse();
    assertThat(start.evidence()).isNull();
    assertThat(start.lastSentTime()).isNull();
    assertThat(start.knownTaskIds()).containsExactly("8", "3");
    assertThat(say.next()).isEqualTo(Duration.ZERO);
  }

  @Test
  void shouldSpendAnnotationWithItsRetry() {
    Observations seen = startUnknown().resolution(KEY + "=retry");
    Start again = start(say(seen).status());

    Observations later =
        seen.before(
            status(
                RecoveryPhase.StartUnknown,
                new Start(again.idempotencyKey(), 3, true, null, null, ME, List.of(), null)));

    assertThat(later.decide()).isEqualTo(new Rest(null));
  }

  @Test
  void shouldNeverUseKeyTwiceHoweverOftenItIsRetried() {
    String key = KEY;
    int attempts = 1;
    Set<String> keys = new HashSet<>(Set.of(KEY));
    for (int i = 0; i < 20; i++) {
      Start unknown = new Start(key, attempts, true, null, null, ME, List.of(), null);
      Start again =
          start(
              say(startUnknown()
                      .before(status(RecoveryPhase.StartUnknown, unknown))
                      .resolution(key + "=retry"))
                  .status());
      key = again.idempotencyKey();
      attempts = again.attempts() + 1 + i % 3;
      assertThat(keys.add(key)).as("%s is new", key).isTrue();
    }
  }

  @Test
  void shouldNotRetryWhenTasksCannotBeListed() {
    Observations seen = startUnknown().resolution(KEY + "=retry");

    assertRefused(
        say(seen.tasks(new Lookup.Failed<>(error(CloudError.Kind.LOST)))), "have to be listed");
    assertRefused(say(seen.tasks(new Lookup.Absent<>())), "have to be listed");
  }

  @Test
  void shouldGiveUpWhenPersonSaysAbandon() {
    Say say = say(startUnknown().resolution(KEY + "=abandon"));

    assertThat(say.status().phase()).isEqualTo("OutcomeUnknown");
    assertThat(say.status().completionTime()).isNotNull();
  }

  static Stream<Lookup.Found<Operation>> shouldAdoptOperationThatMayBeIts() {
    return Stream.of(
        new Lookup.Found<>(operation("operation-9")),
        new Lookup.Found<>(operation("operation-9", false, metadata("backup-1", MACHINE, 5), null)),
        new Lookup.Found<>(operation("operation-9", false, metadata("", "", 5), null)));
  }

  @ParameterizedTest
  @MethodSource
  void shouldAdoptOperationThatMayBeIts(Lookup.Found<Operation> found) {
    Say say = say(startUnknown().resolution(KEY + "=adopt:operation-9").operation(found));

    assertThat(say.status().phase()).isEqualTo("Recovering");
    assertThat(say.status().operationId()).isEqualTo("operation-9");
    assertThat(start(say.status()).evidence()).isEqualTo(Start.PERSON);
    assertThat(start(say.status()).unsettled()).isFalse();
    assertThat(start(say.status()).idempotencyKey()).isEqualTo(KEY);
  }

  static Stream<Arguments> shouldRefuseWhatCannotBeAdopted() {
    return Stream.of(
        arguments(
            new Lookup.Found<>(operation("o", false, metadata("backup-2", MACHINE, 5), null)),
            "another backup or machine"),
        arguments(
            new Lookup.Found<>(operation("o", false, metadata("backup-1", "other", 5), null)),
            "another backup or machine"),
        arguments(new Lookup.Absent<>(), "doesn't know the operation"),
        arguments(new Lookup.Failed<>(error(CloudError.Kind.LOST)), "the cloud said so"),
        arguments(new Lookup.NotAsked<>(), "doesn't name an operation"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldRefuseWhatCannotBeAdopted(Lookup<Operation> found, String complaint) {
    assertRefused(say(startUnknown().resolution(KEY + "=adopt:o").operation(found)), complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "restart", "RETRY", "retry abandon"})
  void shouldSayWhatItUnderstandsWhenAnswerIsAnother(String answer) {
    assertRefused(say(startUnknown().resolution(KEY + "=" + answer)), "none of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "../x"})
  void shouldNotAskTheCloudForWhatIsNoId(String id) {
    assertThat(ResolveDecision.adoptedOperation(KEY + "=adopt:" + id, intent(ME))).isNull();
  }

  @Test
  void shouldAskTheCloudForOperationThatAnswersTheKey() {
    assertThat(ResolveDecision.adoptedOperation(KEY + "=adopt:cdg-1_A", intent(ME)))
        .isEqualTo("cdg-1_A");
    assertThat(ResolveDecision.adoptedOperation("other=adopt:cdg1", intent(ME))).isNull();
    assertThat(ResolveDecision.adoptedOperation(KEY + "=retry", intent(ME))).isNull();
    assertThat(ResolveDecision.adoptedOperation(null, intent(ME))).isNull();
    assertThat(ResolveDecision.adoptedOperation(KEY + "=adopt:cdg1", null)).isNull();
  }

  @Test
  void shouldTellThePersonWhatToWrite() {
    assertThat(ResolveDecision.howTo(KEY))
        .contains("backup.yandex.cloud/resolve-start=" + KEY + "=adopt:<operationId>")
        .contains("retry")
        .contains("abandon");
  }

  private static void assertRefused(Say say, String complaint) {
    assertThat(say.status().phase()).isEqualTo("StartUnknown");
    assertThat(say.status().start()).isEqualTo(intent(ME));
    assertThat(say.status().message()).contains(complaint).contains(KEY);
    assertThat(Condition.find(say.status().conditions(), Condition.READY).orElseThrow().reason())
        .isEqualTo("ResolutionNotAccepted");
    assertThat(say.next()).isEqualTo(Duration.ofSeconds(10));
  }

  private static Say say(Observations seen) {
    RecoveryAction action = seen.decide();
    assertThat(action).isInstanceOf(Say.class);
    return (Say) action;
  }

  private static Start start(BackupRecoveryStatus status) {
    return Objects.requireNonNull(status.start());
  }
}
