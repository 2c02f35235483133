package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.PlanDisk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A recovery's plan, as a person approves it. */
final class PlanText {
  private PlanText() {}

  static List<String> lines(Plan plan, String deadline, Instant now, boolean colours) {
    List<Cell> lines = new ArrayList<>();
    lines.add(
        Cell.of(
            "This overwrites the disks of machine " + plan.computeInstanceId() + ".", Tone.STRONG));
    lines.add(field("Backup", plan.backupId() + " (" + Figures.size(plan.backupSize()) + ")"));
    String ago = Figures.ago(plan.backupTime(), now);
    String taken = ago.isEmpty() ? "unknown" : ago + ", " + plan.backupTime();
    lines.add(field("Taken", taken + newer(plan)));
    lines.add(field("Of", source(plan)));
    lines.add(field("Layout", layout(plan)));
    plan.disks().forEach(disk -> lines.add(field("Disk", disk(disk))));
    plan.warnings().forEach(w -> lines.add(Cell.of(field("Warning", w).text(), Tone.MIND)));
    lines.add(field("Plan", plan.hash()));
    lines.add(field("Not after", deadline));
    return lines.stream().map(line -> line.tone().paint(line.text(), colours)).toList();
  }

  /** A line that says one thing. */
  static Cell field(String name, String value) {
    return Cell.of("  " + name + " ".repeat(11 - name.length()) + value);
  }

  private static String newer(Plan plan) {
    Integer newer = plan.newerBackups();
    if (newer == null) {
      return "; whether there are newer ones isn't known";
    }
    return switch (newer) {
      case 0 -> "; it is the newest";
      case 1 -> "; there is a newer one";
      default -> "; there are " + newer + " newer ones";
    };
  }

  private static String source(Plan plan) {
    String source = plan.sourceComputeInstanceId();
    if (source == null) {
      return "an unknown machine";
    }
    return source.equals(plan.computeInstanceId())
        ? "the same machine"
        : "another machine: " + source;
  }

  private static String layout(Plan plan) {
    return switch (String.valueOf(plan.layout())) {
      case "Matches" -> "the disks are as in the machine's own newest backup";
      case "Differs" -> "the disks differ from those in the machine's own newest backup";
      default -> "the disks can't be compared with the machine's own";
    };
  }

  private static String disk(PlanDisk disk) {
    List<String> volumes =
        disk.volumes().stream().map(v -> v.name() + " " + Figures.size(v.size())).toList();
    return disk.name()
        + " "
        + Figures.size(disk.size())
        + (volumes.isEmpty() ? "" : ": " + String.join(", ", volumes));
  }
}
