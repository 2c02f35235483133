package io.cloudbackup.cli;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.BackupResourceStatus.Agent;
import io.cloudbackup.api.BackupResourceStatus.Backups;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is known of a machine, for a person. */
final class DescribeText {
  private final Instant now;
  private final boolean colours;
  private final List<String> lines = new ArrayList<>();

  private DescribeText(Instant now, boolean colours) {
    this.now = now;
    this.colours = colours;
  }

  static List<String> lines(
      BackupResource machine, List<BackupRecovery> recoveries, Instant now, boolean colours) {
    DescribeText text = new DescribeText(now, colours);
    BackupResourceStatus status = StatusView.status(machine);
    text.identity(machine, status);
    text.state(status);
    text.backups(status.backups());
    text.conditions(status);
    text.tasks("Running tasks", status.activeTasks());
    text.tasks("Recent tasks", status.recentTasks());
    text.recoveries(recoveries);
    return text.lines;
  }

  private void identity(BackupResource machine, BackupResourceStatus status) {
    String namespace = machine.getMetadata().getNamespace();
    field("Machine", machine.getMetadata().getName());
    field("Namespace", namespace);
    field("Folder", FolderRef.resolve(machine.getSpec().folderRef(), namespace).toString());
    field("Instance", machine.getSpec().computeInstanceId());
    field("Resource", status.resourceId());
    field("Type", status.type());
    field("Registered", status.initStatus());
    Agent agent = status.agentInfo();
    if (agent != null) {
      field(
          "Agent",
          agent.currentVersion()
              + (agent.canUpdate() ? ", can be updated to " + agent.latestVersion() : ""));
    }
  }

  private void state(BackupResourceStatus status) {
    String details = status.stateDetails();
    field("State", text(status.state()) + (details == null ? "" : " (" + details + ")"));
    if (status.online() != null) {
      field("Online", status.online() ? "yes" : "no");
    }
    if (status.progressPercent() != null) {
      field("Progress", Bar.of(status.progressPercent()));
    }
    String last = Figures.ago(status.lastBackupTime(), now);
    field("Last backup", last.isEmpty() ? "never" : last + ", " + status.lastBackupTime());
    String next = Figures.ahead(status.nextBackupTime(), now);
    field("Next backup", next.isEmpty() ? "none is planned" : next);
  }

  private void backups(@Nullable Backups backups) {
    if (backups != null) {
      field("Backups", backups.count() + ", together " + Figures.size(backups.totalSize()));
      String oldest = Figures.ago(backups.oldestTime(), now);
      if (!oldest.isEmpty()) {
        field("Oldest", oldest);
      }
    }
  }

  private void conditions(BackupResourceStatus status) {
    heading("Conditions");
    table(
        new Table("  TYPE", "STATUS", "REASON", "SINCE", "MESSAGE"),
        status.conditions().stream()
            .map(
                c ->
                    List.of(
                        Cell.of("  " + c.type()),
                        Cell.of(c.status(), tone(c.type(), c.status())),
                        Cell.of(c.reason()),
                        Cell.of(Figures.age(c.lastTransitionTime(), now)),
                        Cell.of(c.message())))
            .toList());
  }

  private static Tone tone(String type, String status) {
    boolean wellWhenFalse = type.equals("Reconciling") || type.equals("Stalled");
    return wellWhenFalse ? Tone.PLAIN : Tone.ofStatus(status);
  }

  private void tasks(String heading, List<TaskStatus> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    heading(heading);
    table(
        new Table("  TASK", "TYPE", "PROGRESS", "RESULT", "BEGAN", "ERROR"),
        tasks.stream()
            .map(
                t ->
                    List.of(
                        Cell.of("  " + t.id()),
                        Cell.of(t.type()),
                        Cell.of(Bar.of(t.percent())),
                        Cell.of(t.resultCode() == null ? t.status() : t.resultCode()),
                        Cell.of(Figures.age(t.startedAt(), now)),
                        Cell.of(t.error(), Tone.BAD)))
            .toList());
  }

  private void recoveries(List<BackupRecovery> recoveries) {
    if (recoveries.isEmpty()) {
      return;
    }
    heading("Recoveries onto it");
    table(
        new Table("  NAME", "PHASE", "BACKUP", "BEGAN"),
        recoveries.stream()
            .map(
                r -> {
                  var status = StatusView.status(r);
                  return List.of(
                      Cell.of("  " + r.getMetadata().getName()),
                      Cell.of(StatusView.phase(r)),
                      Cell.of(status.plan() == null ? "" : status.plan().backupId()),
                      Cell.of(Figures.age(status.startTime(), now)));
                })
            .toList());
  }

  private void field(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      lines.add(name + ":" + " ".repeat(Math.max(1, 14 - name.length())) + Cell.plain(value));
    }
  }

  private void heading(String text) {
    lines.add("");
    lines.add(Tone.STRONG.paint(text + ":", colours));
  }

  private void table(Table table, List<List<Cell>> rows) {
    lines.addAll(rows.isEmpty() ? List.of("  none") : table.page(rows, colours));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
