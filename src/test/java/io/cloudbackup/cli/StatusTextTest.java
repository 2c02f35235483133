package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cli.StatusView.Folder;
import io.cloudbackup.cli.StatusView.Machine;
import io.cloudbackup.cli.StatusView.Recovery;
import io.cloudbackup.cli.StatusView.RunningTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static List<String> lines(StatusView view, boolean colours) {
    return new StatusText(NOW, colours, false).lines(view);
  }

  private static Folder folder(String ready, @Nullable String message) {
    return new Folder("demo", "default", "b1g", ready, "Why", message, 2, 1, null);
  }

  private static Machine machine(String fresh, String ready) {
    return new Machine(
        "demo", "web1", "epd1", "IDLE", true, null, null, fresh, ready, "MachineNotFound", null);
  }

  @Test
  void shouldShowAllAtAGlance() {
    StatusView view =
        new StatusView(
            List.of(folder("True", null)),
            List.of(machine("True", "True")),
            List.of(new RunningTask("demo", "web1", "1", "BACKUP", "STARTED", 50, null)),
            List.of(
                new Recovery("demo", "r", "Recovering", "epd1", 10, "2026-11-26T12:00:09Z", "")));

    assertThat(lines(view, false))
        .containsExactly(
            "BACKUPFOLDER   CLOUD FOLDER   READY   REASON   ONLINE   SWEPT",
            "default        b1g            True    Why      1 of 2",
            "",
            "MACHINE   INSTANCE   STATE   ONLINE   LAST BACKUP   FRESH   NEXT BACKUP",
            "web1      epd1       IDLE    yes      never         True",
            "",
            "MACHINE   TASK     PROGRESS                               STATUS    BEGAN",
            "web1      BACKUP   [###############...............] 50%   STARTED",
            "",
            "RECOVERY   ONTO   PHASE        PROGRESS                               LEFT",
            "r          epd1   Recovering   [###...........................] 10%   9s left");
  }

  @Test
  void shouldSayWhyAFolderOrAMachineIsNotReady() {
    StatusView view =
        new StatusView(
            List.of(folder("False", "Grant\u001b[2J a role.")),
            List.of(machine("Unknown", "False")),
            List.of(),
            List.of());

    assertThat(lines(view, false))
        .contains("  default: Grant [2J a role.")
        .anyMatch(line -> line.contains("MachineNotFound"));
    assertThat(lines(view, true)).anyMatch(line -> line.contains("\u001b[31mFalse\u001b[0m"));
  }

  @Test
  void shouldSayThatThereIsNothing() {
    StatusView nothing = new StatusView(List.of(), List.of(), List.of(), List.of());

    assertThat(lines(nothing, false))
        .anyMatch(line -> line.startsWith("No BackupFolders"))
        .anyMatch(line -> line.startsWith("No BackupResources"));
  }
}
