package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each guard of a recovery is broken once, and the simulation sees it. */
class MutationTest {
  /** A third of what every build lives through. */
  private static final long WORLDS = 7_000;

  @TempDir Path classes;

  static Stream<Mutant> shouldSeeBrokenGuard() {
    return Stream.of(
        new Mutant(
            "the intent is written after the send",
            "StartSending.java",
            "Optional<BackupRecovery> acknowledged = cluster.writeStatus(recovery);",
            "Optional<BackupRecovery> acknowledged = Optional.of(recovery);"),
        new Mutant(
            "the intent is written again over whatever came between",
            "StartSending.java",
            "Optional<BackupRecovery> acknowledged = cluster.writeStatus(recovery);",
            """
            Optional<BackupRecovery> written = cluster.writeStatus(recovery);
            Optional<BackupRecovery> acknowledged =
                written.isPresent()
                    ? written
                    : cluster
                        .recovery(
                            recovery.getMetadata().getNamespace(),
                            recovery.getMetadata().getName())
                        .flatMap(
                            live -> {
                              live.setStatus(send.intent());
                              return cluster.writeStatus(live);
                            });
            """),
        new Mutant(
            "a replay takes a new key",
            "SettleDecision.java",
            "Start again = start.sending(Rfc3339.seconds(seen.now()), seen.me());",
            "Start again = new Start(Keys.idempotency(seen.uid(), start.attempts() + 1),"
                + " start.attempts(), true, start.requestedTime(), null, null,"
                + " start.knownTaskIds(), null)"
                + ".sending(Rfc3339.seconds(seen.now()), seen.me());"),
        new Mutant(
            "the lock is skipped",
            "MachineLocks.java",
            "    String holder = holder(lease);\n    if (holder.isEmpty()) {",
            "    String holder = identity(recovery);\n    if (holder.isEmpty()) {"),
        new Mutant(
            "the lock is timed",
            "MachineLocks.java",
            "    return status != null && status.currentPhase().terminal();",
            "    return true;"),
        new Mutant(
            "a replay's refusal is read as definite",
            "AnswerDecision.java",
            "when error.ambiguous() || doubtBefore",
            "when error.ambiguous()"),
        new Mutant(
            "somebody else's task is adopted",
            "Tasks.java",
            ".filter(t -> !start.knownTaskIds().contains(Long.toString(t.id())))",
            ".filter(t -> true)"),
        new Mutant(
            "a replay is not checked",
            "SettleDecision.java",
            "    return switch (Readiness.of(seen)) {",
            "    if (seen.held()) { return send(seen.before().plan()); }\n    return switch (Readiness.of(seen)) {"),
        new Mutant(
            "an end is taken back",
            "RecoveryDecision.java",
            "    RecoveryPhase phase = before.currentPhase();\n    return switch (phase) {",
            "    RecoveryPhase phase = before.currentPhase() == RecoveryPhase.Expired"
                + " ? RecoveryPhase.Pending : before.currentPhase();\n    return switch (phase) {"),
        new Mutant(
            "another replica's send is not waited for",
            "SettleDecision.java",
            "return seen.me().equals(start.holder()) ? grace : grace.plus(seen.timing().othersSend());",
            "return Duration.ZERO;"),
        new Mutant(
            "Never is not respected",
            "SettleDecision.java",
            "if (window().isZero() || !insideWindow()) {",
            "if (false) {"),
        new Mutant(
            "a send has no budget",
            "StartSending.java",
            "if (Duration.ofNanos(nanoTime.getAsLong() - decided).compareTo(timing.sendBudget()) > 0) {",
            "if (false) {"),
        new Mutant(
            "the deadline is not looked at",
            "Wanted.java",
            "if (deadline == null || seen.now().isAfter(deadline)) {",
            "if (deadline == null) {"),
        new Mutant(
            "the lock remembers nothing",
            "StartMemory.java",
            "return split(entries).anyMatch(e -> e.startsWith(manifest) && !e.startsWith(own));",
            "return false;"),
        new Mutant(
            "a lost status is not noticed",
            "RecoveryDecision.java",
            "return seen.sent() && seen.before().start() == null;",
            "return false;"),
        new Mutant(
            "an end leaves the finalizer",
            "StartDecision.java",
            "no.phase().terminal() ? Duration.ZERO : no.next()",
            "no.phase().terminal() ? null : no.next()"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldSeeBrokenGuard(Mutant mutant) {
    Optional<String> violation = mutant.live(classes, WORLDS);

    assertThat(violation).as("a world that breaks a rule").isPresent();
    System.out.println(mutant.guard() + ": " + violation.orElseThrow());
  }
}
