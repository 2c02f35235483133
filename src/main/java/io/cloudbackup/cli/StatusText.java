package io.cloudbackup.cli;

import io.cloudbackup.api.RecoveryPhase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link StatusView} for a person. */
final class StatusText {
  private final Instant now;
  private final boolean colours;
  private final boolean everywhere;

  /**
   * @param everywhere whether it is about more than one namespace, so that each is named
   */
  StatusText(Instant now, boolean colours, boolean everywhere) {
    this.now = now;
    this.colours = colours;
    this.everywhere = everywhere;
  }

  List<String> lines(StatusView view) {
    List<String> lines = new ArrayList<>(folders(view.folders()));
    lines.add("");
    lines.addAll(machines(view.machines()));
    if (!view.tasks().isEmpty()) {
      lines.add("");
      lines.addAll(tasks(view.tasks()));
    }
    if (!view.recoveries().isEmpty()) {
      lines.add("");
      lines.addAll(recoveries(view.recoveries()));
    }
    return lines;
  }

  private List<String> folders(List<StatusView.Folder> folders) {
    if (folders.isEmpty()) {
      return List.of("No BackupFolders here: machines may use one of another namespace.");
    }
    Table table = new Table("BACKUPFOLDER", "CLOUD FOLDER", "READY", "REASON", "ONLINE", "SWEPT");
    List<String> lines =
        new ArrayList<>(table.page(folders.stream().map(this::folder).toList(), colours));
    folders.stream()
        .filter(f -> f.message() != null)
        .forEach(f -> lines.add("  " + f.name() + ": " + Cell.plain(String.valueOf(f.message()))));
    return lines;
  }

  private List<Cell> folder(StatusView.Folder f) {
    String machines = f.machines() == null ? "" : f.online() + " of " + f.machines();
    return List.of(
        Cell.of(name(f.namespace(), f.name())),
        Cell.of(f.folderId()),
        Cell.of(f.ready(), Tone.ofStatus(f.ready())),
        Cell.of(f.reason()),
        Cell.of(machines),
        Cell.of(Figures.ago(f.lastSweepTime(), now)));
  }

  private List<String> machines(List<StatusView.Machine> machines) {
    if (machines.isEmpty()) {
      return List.of("No BackupResources here: write one for each machine to watch.");
    }
    Table table =
        new Table("MACHINE", "INSTANCE", "STATE", "ONLINE", "LAST BACKUP", "FRESH", "NEXT BACKUP");
    return table.page(machines.stream().map(this::machine).toList(), colours);
  }

  private List<Cell> machine(StatusView.Machine m) {
    String last = Figures.ago(m.lastBackupTime(), now);
    boolean known = m.ready().equals("True");
    return List.of(
        Cell.of(name(m.namespace(), m.name())),
        Cell.of(m.computeInstanceId()),
        known ? state(m.state()) : Cell.of(m.reason(), Tone.BAD),
        online(m.online()),
        Cell.of(last.isEmpty() ? "never" : last),
        Cell.of(m.fresh(), Tone.ofStatus(m.fresh())),
        Cell.of(Figures.ahead(m.nextBackupTime(), now)));
  }

  private static Cell state(@Nullable String state) {
    return Cell.of(state, "FAILED".equals(state) ? Tone.BAD : Tone.PLAIN);
  }

  private static Cell online(@Nullable Boolean online) {
    return online == null
        ? Cell.of("")
        : Cell.of(online ? "yes" : "no", online ? Tone.PLAIN : Tone.MIND);
  }

  private List<String> tasks(List<StatusView.RunningTask> tasks) {
    Table table = new Table("MACHINE", "TASK", "PROGRESS", "STATUS", "BEGAN");
    return table.page(
        tasks.stream()
            .map(
                t ->
                    List.of(
                        Cell.of(name(t.namespace(), t.machine())),
                        Cell.of(t.type()),
                        Cell.of(Bar.of(t.percent())),
                        Cell.of(t.status()),
                        Cell.of(Figures.ago(t.startedAt(), now))))
            .toList(),
        colours);
  }

  private List<String> recoveries(List<StatusView.Recovery> recoveries) {
    Table table = new Table("RECOVERY", "ONTO", "PHASE", "PROGRESS", "LEFT");
    return table.page(
        recoveries.stream()
            .map(
                r ->
                    List.of(
                        Cell.of(name(r.namespace(), r.name())),
                        Cell.of(r.computeInstanceId()),
                        Cell.of(r.phase(), tone(r.phase())),
                        Cell.of(r.progressPercent() == null ? "" : Bar.of(r.progressPercent())),
                        Cell.of(Bar.left(r.estimatedCompletionTime(), now))))
            .toList(),
        colours);
  }

  private static Tone tone(String phase) {
    boolean waits =
        phase.equals(RecoveryPhase.AwaitingApproval.name())
            || phase.equals(RecoveryPhase.StartUnknown.name());
    return waits ? Tone.MIND : Tone.PLAIN;
  }

  private String name(String namespace, String name) {
    return everywhere ? namespace + "/" + name : name;
  }
}
