package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.recovery.RecoveryAction.Rest;
import io.cloudbackup.recovery.RecoveryAction.Say;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * StartUnknown: only a person's annotation goes on from here, and only for the key that it names.
 * Pure.
 */
final class ResolveDecision {
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final String ADOPT = "adopt:";

  private ResolveDecision() {}

  static RecoveryAction decide(RecoveryObservation seen) {
    Start start = Objects.requireNonNull(seen.before().start());
    Optional<String> answer = answer(seen.resolution(), start);
    if (answer.isEmpty()) {
      return new Rest(null);
    }
    String text = answer.get();
    if (text.startsWith(ADOPT)) {
      return adopt(seen);
    }
    return switch (text) {
      case "retry" -> retry(seen, start);
      case "abandon" ->
          new Say(
              new StatusDraft(seen)
                  .in(
                      RecoveryPhase.OutcomeUnknown,
                      "Abandoned",
                      "Given up by a person; whether the recovery began was not learned."),
              Duration.ZERO);
      default ->
          unchanged(
              seen,
              "The annotation's answer '"
                  + text
                  + "' is none of adopt:<operationId>, retry and abandon.");
    };
  }

  /** The operation that a person names in answer to the key of {@code start}, or null. */
  static @Nullable String adoptedOperation(@Nullable String resolution, @Nullable Start start) {
    return start == null
        ? null
        : answer(resolution, start)
            .filter(a -> a.startsWith(ADOPT))
            .map(a -> a.substring(ADOPT.length()))
            .filter(id -> id.matches("[A-Za-z0-9_-]{1,50}"))
            .orElse(null);
  }

  /** What a person has to write. */
  static String howTo(String key) {
    return "Look at the machine's tasks of type RECOVERY and at the machine itself, then annotate this object with "
        + BackupApiGroup.RESOLVE_START
        + "="
        + key
        + "=adopt:<operationId>, =retry or =abandon.";
  }

  /**
   * Whether an operation may be that of the plan: it names its backup and machine, or nothing at
   * all.
   */
  static boolean speaksOf(Operation operation, @Nullable Plan plan) {
    Operation.Metadata metadata = operation.metadata();
    return metadata == null
        || plan == null
        || (matches(metadata.srcBackupId(), plan.backupId())
            && matches(metadata.dstComputeInstanceId(), plan.computeInstanceId()));
  }

  private static boolean matches(String said, String wanted) {
    return said.isEmpty() || said.equals(wanted);
  }

  private static Optional<String> answer(@Nullable String resolution, Start start) {
    String prefix = start.idempotencyKey() + "=";
    return Optional.ofNullable(resolution)
        .filter(r -> r.startsWith(prefix))
        .map(r -> r.substring(prefix.length()).strip());
  }

  private static RecoveryAction adopt(RecoveryObservation seen) {
    Plan plan = seen.before().plan();
    return switch (seen.operation()) {
      case Lookup.Found<Operation>(Operation operation) when speaksOf(operation, plan) ->
          new Say(
              new StatusDraft(seen)
                  .began(operation.id(), null, Start.PERSON)
                  .in(
                      RecoveryPhase.Recovering,
                      "Adopted",
                      "A person named operation " + operation.id() + "."),
              Duration.ofSeconds(1));
      case Lookup.Found<Operation> other ->
          unchanged(
              seen, "The operation that the annotation names recovers another backup or machine.");
      case Lookup.Absent<Operation> absent ->
          unchanged(seen, "The cloud doesn't know the operation that the annotation names.");
      case Lookup.Failed<Operation> failed ->
          unchanged(
              seen,
              "The operation that the annotation names can't be asked for: "
                  + failed.error().sentence());
      case Lookup.NotAsked<Operation> notAsked ->
          unchanged(seen, "The annotation doesn't name an operation's id.");
    };
  }

  /**
   * A new key: the annotation that asked for it is spent. What the machine has done so far is
   * known.
   */
  private static RecoveryAction retry(RecoveryObservation seen, Start start) {
    if (!(seen.tasks() instanceof Lookup.Found<?>)) {
      return unchanged(
          seen, "Before a retry the machine's tasks have to be listed, which fails at the moment.");
    }
    int attempts = start.attempts() + 1;
    List<String> known =
        Stream.concat(Tasks.ids(Tasks.recoveries(seen)).stream(), start.knownTaskIds().stream())
            .distinct()
            .limit(Tasks.MOST_KNOWN)
            .toList();
    Start again = Start.unsent(Keys.idempotency(seen.uid(), attempts + 1), attempts, known);
    return new Say(
        new StatusDraft(seen)
            .start(again)
            .in(
                RecoveryPhase.Pending,
                "Retry",
                "A person asked for another start, with a new key."),
        Duration.ZERO);
  }

  private static RecoveryAction unchanged(RecoveryObservation seen, String complaint) {
    Start start = Objects.requireNonNull(seen.before().start());
    return new Say(
        new StatusDraft(seen)
            .in(
                RecoveryPhase.StartUnknown,
                "ResolutionNotAccepted",
                complaint + " " + howTo(start.idempotencyKey())),
        RETRY);
  }
}
