package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Eventually.within;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.recovery.FaultCell.Lasting;
import io.cloudbackup.recovery.FaultCell.Situation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Plays a cell of the fault matrix against the operator. */
final class FaultCellPlay {
  /** Time to order a fault between a send and its answer. */
  private static final String ANSWER_TAKES = "delay: 4s";

  private static final Duration GRACE_AND_TWO_LOOKS = Duration.ofSeconds(4);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final FaultCell cell;
  private final RecoveryHistories histories;
  private final FaultScene scene;

  private FaultCellPlay(FaultCell cell, RecoveryHistories histories, FaultScene scene) {
    this.cell = cell;
    this.histories = histories;
    this.scene = scene;
  }

  /** Throws an AssertionError that tells everything where the cell ends otherwise than it says. */
  static void play(FaultCell cell, RecoveryHistories histories) {
    try (FaultScene scene = new FaultScene()) {
      FaultCellPlay play = new FaultCellPlay(cell, histories, scene);
      try {
        play.play();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(play.report(e), e);
      }
    }
  }

  private void play() {
    prepare();
    scene.recover(cell.method().equals("Backup.list") && cell.detail().isEmpty());
    switch (cell.situation()) {
      case BEFORE, FIRST, SECOND, UNSEEN -> {}
      case LOOKING, BETWEEN -> {
        within(FaultScene.LONG_ENOUGH, () -> assertThat(scene.posts()).isNotEmpty());
        orderFaults();
      }
      case RUNNING, ALONE -> {
        within(
            FaultScene.LONG_ENOUGH, () -> assertThat(phase()).isEqualTo(RecoveryPhase.Recovering));
        orderFaults();
        awaitMeanwhile();
        scene.cloud().work(scene.target(), "{\"action\": \"finish\"}");
      }
    }
    if (cell.lasting() == Lasting.MENDED) {
      awaitMeanwhile();
      if (cell.situation() != Situation.FIRST) {
        stay();
      }
      scene.cloud().mend();
    }
    if (asksAfterTheWindow()) {
      passTheWindow();
    }
    awaitEnd();
    check();
  }

  private void prepare() {
    boolean iam = cell.method().equals("Iam.createToken");
    cell.settings().forEach(this::set);
    arrangeSituation();
    if (iam && cell.situation() == Situation.BEFORE) {
      orderFaults();
      createFolder();
      return;
    }
    createFolder();
    scene.awaitFolder();
    switch (cell.situation()) {
      case BEFORE, FIRST, SECOND, UNSEEN -> orderFaults();
      case LOOKING, BETWEEN, RUNNING, ALONE -> {}
    }
  }

  private void createFolder() {
    scene.folder(
        cell.method().equals("Iam.createToken") || cell.detail().equals("key"),
        "adoptionGracePeriod: 1s, replayWindow: 10m");
  }

  private void arrangeSituation() {
    switch (cell.situation()) {
      case BEFORE, FIRST -> {}
      case SECOND -> first("kind: closedConnection");
      case UNSEEN -> {
        set("taskDelay: 1h");
        set("machineDelay: 1h");
        first("kind: lostAnswer");
      }
      case LOOKING -> {
        // Only the failing list stands against sending again.
        set("machineDelay: 1h");
        first("kind: lostAnswer, " + ANSWER_TAKES);
      }
      case BETWEEN -> first("kind: closedConnection, " + ANSWER_TAKES);
      case RUNNING -> set("recoveryDuration: 1h");
      case ALONE -> {
        set("recoveryDuration: 1h");
        set("operationRetention: 0s");
      }
    }
  }

  private boolean asksAfterTheWindow() {
    return cell.lasting() == Lasting.ALWAYS
        && cell.endPhase() == RecoveryPhase.StartUnknown
        && cell.situation() != Situation.BETWEEN;
  }

  /** On a slow machine no window is long enough for what has to be seen in it and short besides. */
  private void passTheWindow() {
    if (cell.waits()) {
      awaitMeanwhile();
    }
    within(
        FaultScene.LONG_ENOUGH,
        () -> assertThat(scene.posts()).hasSizeGreaterThanOrEqualTo(cell.leastSends()));
    scene.endReplays();
  }

  private void set(String yaml) {
    scene.cloud().settings("{\"" + yaml.replace(": ", "\": \"") + "\"}");
  }

  private void first(String fault) {
    scene.cloud().fault("{method: Backup.startRecovery, " + fault + "}");
  }

  private void orderFaults() {
    int times = cell.lasting() == Lasting.ONCE ? 1 : 0;
    cell.orders()
        .forEach(
            order ->
                scene
                    .cloud()
                    .fault(
                        "{method: %s, path: '%s', times: %d, %s}"
                            .formatted(cell.method(), path(), times, order)));
    if (cell.method().equals("Iam.createToken")) {
      var _ = scene.cloud().control("POST", "/tokens/revoke", "");
    }
  }

  /** Which of the machines the fault is about. */
  private String path() {
    return switch (cell.detail()) {
      case "source" -> "epdsource";
      case "target" -> "epdtarget";
      default -> "";
    };
  }

  private void awaitMeanwhile() {
    if (cell.waits()) {
      within(FaultScene.LONG_ENOUGH, this::assertMeanwhile);
    } else {
      throughout(MOMENT, () -> assertThat(phase()).isEqualTo(RecoveryPhase.Recovering));
    }
  }

  private void assertMeanwhile() {
    assertThat(statuses().stream().anyMatch(this::isMeanwhile)).as("seen meanwhile").isTrue();
  }

  private boolean isMeanwhile(BackupRecoveryStatus status) {
    String[] words = cell.meanwhile().split(": ", 2);
    return words.length == 2
        ? words[0].equals(status.phase()) && String.valueOf(status.message()).contains(words[1])
        : RecoveryHistories.brief(status).equals(cell.meanwhile());
  }

  /** While the fault lasts nothing ends and nothing more is sent. */
  private void stay() {
    int sends = scene.posts().size();
    throughout(
        cell.situation() == Situation.BEFORE ? MOMENT : GRACE_AND_TWO_LOOKS,
        () -> {
          assertThat(phase()).isEqualTo(RecoveryPhase.valueOf(cell.meanwhile().split("\\W", 2)[0]));
          assertThat(scene.posts()).hasSize(sends);
        });
  }

  private void awaitEnd() {
    within(
        FaultScene.LONG_ENOUGH,
        () -> {
          RecoveryPhase now = phase();
          if (now != cell.endPhase() && (now.terminal() || now == RecoveryPhase.StartUnknown)) {
            throw new IllegalStateException("it ended as " + now);
          }
          assertThat(now).isEqualTo(cell.endPhase());
        });
    within(
        FaultScene.LONG_ENOUGH,
        () ->
            assertThat(scene.posts())
                .extracting(Journal.Entry::outcome)
                .doesNotContain(Journal.Outcome.PENDING));
  }

  private void check() {
    BackupRecoveryStatus end = statuses().getLast();
    if (cell.end().contains(" ")) {
      assertThat(RecoveryHistories.brief(end)).as("the end").isEqualTo(cell.end());
    }
    if (cell.waits()) {
      assertMeanwhile();
    } else if (cell.meanwhile().equals("-")) {
      assertThat(statuses())
          .extracting(BackupRecoveryStatus::phase)
          .as("phases")
          .doesNotContain("Pending");
    }
    assertSends(end);
    assertThat(scene.starts()).as("starts in the cloud").isEqualTo(cell.starts());
    boolean over = cell.endPhase().terminal();
    within(
        FaultScene.LONG_ENOUGH,
        () -> {
          assertThat(scene.locked()).as("the machine's lock").isEqualTo(!over);
          assertThat(scene.recovery().getMetadata().getFinalizers()).hasSize(over ? 0 : 1);
        });
    int sends = scene.posts().size();
    throughout(
        MOMENT,
        () -> {
          assertThat(phase()).isEqualTo(cell.endPhase());
          assertThat(scene.posts()).hasSize(sends);
        });
  }

  private void assertSends(BackupRecoveryStatus end) {
    List<Journal.Entry> posts = scene.posts();
    assertThat(posts.size()).as("sends").isBetween(cell.leastSends(), cell.mostSends());
    if (!posts.isEmpty()) {
      BackupRecoveryStatus.Start start = requireNonNull(end.start());
      assertThat(posts)
          .extracting(Journal.Entry::idempotencyKey)
          .as("keys")
          .containsOnly(
              cell.end().endsWith("TargetRecoveredSinceCreation")
                  ? posts.getFirst().idempotencyKey()
                  : start.idempotencyKey());
      assertThat(start.attempts()).as("attempts in the status").isEqualTo(posts.size());
    }
  }

  private List<BackupRecoveryStatus> statuses() {
    return histories.of(scene.namespace());
  }

  private RecoveryPhase phase() {
    List<BackupRecoveryStatus> statuses = statuses();
    return statuses.isEmpty() ? RecoveryPhase.Pending : statuses.getLast().currentPhase();
  }

  private String report(Throwable failure) {
    return """
        %s
        expected: meanwhile %s, in the end %s, sends %d-%d, starts %d; there were %d starts
        found: %s
        history:
        %s
        sends:
        %s"""
        .formatted(
            cell.name(),
            cell.meanwhile(),
            cell.end(),
            cell.leastSends(),
            cell.mostSends(),
            cell.starts(),
            scene.starts(),
            failure.getMessage(),
            statuses().stream()
                .map(s -> "  " + RecoveryHistories.brief(s) + ": " + s.message())
                .collect(Collectors.joining("\n")),
            scene.posts().stream()
                .map(
                    p ->
                        "  %s %s %s %d %s %s"
                            .formatted(
                                p.time(),
                                p.idempotencyKey(),
                                p.outcome(),
                                p.status(),
                                p.effect(),
                                p.fault()))
                .collect(Collectors.joining("\n")));
  }
}
