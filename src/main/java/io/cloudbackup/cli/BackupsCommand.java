package io.cloudbackup.cli;

import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "backups",
    description = {
      "Lists backups, as far as the BackupFolder's inventory shows them.",
      "Newest first, save where there are so many that the first ones would have to wait for the"
          + " last."
    })
final class BackupsCommand extends PluginCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RESOURCE",
      description = "Only of this machine: a BackupResource or the id of one.")
  private @Nullable String machine;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean everywhere;

  @Option(names = "--newest-first", description = "Sorts them all; waits for the last one first.")
  private boolean sorted;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table, wide, json, yaml or name.")
  private OutputForm form = OutputForm.TABLE;

  private long printed;
  private @Nullable ObjectPrinter ending;

  BackupsCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    BackupResource only = machine == null ? null : Machines.find(cluster, machine);
    if (only == null) {
      list(cluster, everywhere ? null : cluster.namespace(), Map.of());
    } else {
      listOf(cluster, only);
    }
    if (ending != null) {
      ending.end();
    }
    if (printed == 0) {
      terminal().remark("No backups. " + whyNone(cluster, only));
    }
    return ExitCode.OK;
  }

  /** The inventory that shows them is where the machine's folder is. */
  private void listOf(Cluster cluster, BackupResource only) {
    FolderRef folder = folder(only);
    String where = folder.resolvedNamespace();
    try {
      list(cluster, where, Backups.labels(only));
    } catch (Failure e) {
      if (e.code() != ExitCode.FORBIDDEN || where.equals(cluster.namespace())) {
        throw e;
      }
      throw new Failure(
          e.code(),
          "The backups of "
              + only.getMetadata().getName()
              + " are in namespace "
              + where
              + ", where its BackupFolder "
              + folder
              + " is. "
              + e.line(),
          e);
    }
  }

  private void list(Cluster cluster, @Nullable String where, Map<String, String> labels) {
    Consumer<List<CloudBackup>> printer = printer();
    if (labels.isEmpty() && !sorted) {
      cluster.pages(CloudBackup.class, where, labels, printer);
      return;
    }
    List<CloudBackup> all = new ArrayList<>();
    cluster.pages(CloudBackup.class, where, labels, all::addAll);
    all.sort(BackupRows.NEWEST_FIRST);
    printer.accept(all);
  }

  private Consumer<List<CloudBackup>> printer() {
    if (!form.table()) {
      ObjectPrinter objects = new ObjectPrinter(terminal(), form);
      ending = objects;
      return page -> {
        page.forEach(objects::print);
        printed += page.size();
        terminal().out().flush();
      };
    }
    BackupRows rows = new BackupRows(session().now(), form == OutputForm.WIDE, everywhere);
    Table table = rows.table();
    return page -> {
      List<CloudBackup> ordered = new ArrayList<>(page);
      if (printed == 0 && page.size() < Cluster.FIRST_PAGE) {
        // They are all there: nothing has to wait for anything.
        ordered.sort(BackupRows.NEWEST_FIRST);
      }
      printed += page.size();
      if (printed > 0) {
        terminal().say(table.page(rows.rows(ordered), terminal().colours()));
      }
    };
  }

  private String whyNone(Cluster cluster, @Nullable BackupResource only) {
    String here = cluster.namespace();
    if (only != null) {
      return Folders.whyNone(cluster, folder(only), only);
    }
    Optional<FolderRef> used = Machines.visible(cluster).map(BackupsCommand::folder).findFirst();
    FolderRef folder = used.orElseGet(() -> FolderRef.resolve(null, here));
    return everywhere || folder.resolvedNamespace().equals(here)
        ? Folders.whyNone(cluster, folder, null)
        : "Those of BackupFolder "
            + folder
            + " are in its own namespace: look with --namespace "
            + folder.resolvedNamespace()
            + ".";
  }

  private static FolderRef folder(BackupResource machine) {
    return FolderRef.resolve(machine.getSpec().folderRef(), machine.getMetadata().getNamespace());
  }
}
