package io.cloudbackup.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus.Archive;
import io.cloudbackup.api.FolderRef;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "archives",
    description = "Lists the archives that hold the machines' backups, one for each policy.")
final class ArchivesCommand extends PluginCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RESOURCE",
      description = "Only of this machine: a BackupResource or the id of one.")
  private @Nullable String machine;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table, json, yaml or name.")
  private OutputForm form = OutputForm.TABLE;

  ArchivesCommand(Session session) {
    super(session);
  }

  /** An archive with the machine that it belongs to. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(String machine, @JsonUnwrapped Archive archive) {}

  @Override
  ExitCode run(Cluster cluster) {
    List<BackupResource> machines =
        machine == null
            ? cluster.list(BackupResource.class, cluster.namespace())
            : List.of(Machines.find(cluster, machine));
    List<Row> rows = machines.stream().flatMap(ArchivesCommand::rows).toList();
    switch (form) {
      case JSON -> terminal().say(ObjectPrinter.json(rows));
      case YAML -> terminal().say(ObjectPrinter.yaml(rows).stripTrailing());
      case NAME -> terminal().say(rows.stream().map(r -> Cell.of(r.archive.id()).text()).toList());
      case TABLE, WIDE -> table(rows);
    }
    if (rows.isEmpty()) {
      terminal().remark("No archives. " + whyNone(cluster, machines));
    }
    return ExitCode.OK;
  }

  private static Stream<Row> rows(BackupResource machine) {
    var backups = StatusView.status(machine).backups();
    return backups == null
        ? Stream.of()
        : backups.archives().stream().map(a -> new Row(machine.getMetadata().getName(), a));
  }

  private static boolean hasBackups(BackupResource machine) {
    var backups = StatusView.status(machine).backups();
    return backups != null && backups.count() > 0;
  }

  private void table(List<Row> rows) {
    if (!rows.isEmpty()) {
      Table table =
          new Table(
              "MACHINE", "ARCHIVE", "SIZE", "LAST BACKUP", "CONSISTENT", "PASSWORD", "CIPHER");
      terminal().say(table.page(rows.stream().map(this::row).toList(), terminal().colours()));
    }
  }

  private List<Cell> row(Row row) {
    Archive archive = row.archive;
    return List.of(
        Cell.of(row.machine),
        Cell.of(archive.id()),
        Cell.of(Figures.size(archive.size())),
        Cell.of(Figures.ago(archive.lastBackupCreatedAt(), session().now())),
        archive.consistent() ? Cell.of("yes") : Cell.of("no", Tone.MIND),
        Cell.of(archive.protectedByPassword() ? "yes" : "no"),
        Cell.of(archive.encryptionAlgorithm()));
  }

  private String whyNone(Cluster cluster, List<BackupResource> machines) {
    if (machines.isEmpty()) {
      return "There is no BackupResource in namespace " + cluster.namespace() + ".";
    }
    List<String> untold =
        machines.stream()
            .filter(ArchivesCommand::hasBackups)
            .map(m -> m.getMetadata().getName())
            .toList();
    if (!untold.isEmpty()) {
      return "There are backups of "
          + String.join(", ", untold)
          + ", and the cloud has not told of their archives: it may while the machine runs, and is"
          + " asked again within the hour.";
    }
    BackupResource first = machines.getFirst();
    FolderRef ref = FolderRef.resolve(first.getSpec().folderRef(), cluster.namespace());
    return Folders.whyNone(cluster, ref, machine == null ? null : first);
  }
}
