package io.cloudbackup.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.cli.PathWalk.Placed;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.BackupFile;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.folder.FolderProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "files",
    description = {
      "Lists the files in a backup, by path: first come the disks, then what is on them.",
      "A path may leave out the disk. This asks the cloud, one call for each directory."
    })
final class FilesCommand extends PluginCommand {
  @Mixin private ChosenBackup chosen = new ChosenBackup();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = "/",
      description = "Where to look, such as /etc/nginx.")
  private String path = "/";

  @Option(
      names = {"-r", "--recursive"},
      description = "With all that lies below.")
  private boolean recursive;

  @Option(
      names = "--find",
      paramLabel = "GLOB",
      description =
          "Only what has such a name, such as '*.conf'; with a slash in it such a path, with or"
              + " without the disk: '/etc/**'.")
  private @Nullable String glob;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table, json, yaml or name.")
  private OutputForm form = OutputForm.TABLE;

  @Mixin private CloudAccess access = new CloudAccess();

  FilesCommand(Session session) {
    super(session);
  }

  /** A file for scripts. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(String path, String type, long size, @Nullable String modifiedAt, String id) {
    static Row of(Placed placed) {
      var file = placed.file();
      return new Row(
          placed.path(),
          placed.directory() ? "directory" : "file",
          file.size(),
          file.modifiedAt() == null ? null : file.modifiedAt().toString(),
          file.id());
    }
  }

  @Override
  ExitCode run(Cluster cluster) {
    Predicate<Placed> wanted = wanted();
    Backups.Found found = chosen.find(cluster);
    BackupFolder of = Folders.find(cluster, found.folder());
    String folderId = of.getSpec().folderId();
    BackupApi api = access.connect(session(), cluster, of);
    PathWalk walk =
        new PathWalk(
            id ->
                id.isEmpty()
                    ? disks(api, folderId, found)
                    : api.listFiles(folderId, found.id(), id));
    try {
      return print(walk, wanted);
    } catch (CloudException e) {
      String told = FolderProblem.told(e.error(), folderId);
      boolean refused = e.error().kind() == CloudError.Kind.UNAUTHENTICATED;
      throw new Failure(ExitCode.CLOUD, refused ? told + " " + access.remedy(of) : told, e);
    }
  }

  private static List<BackupFile> disks(BackupApi api, String folderId, Backups.Found found) {
    try {
      return api.listFiles(folderId, found.id(), "");
    } catch (CloudException e) {
      throw e.error().kind() == CloudError.Kind.NOT_FOUND ? found.unknown(e) : e;
    }
  }

  private ExitCode print(PathWalk walk, Predicate<Placed> wanted) {
    List<Row> rows = new ArrayList<>();
    boolean deep = recursive || glob != null;
    // A deep walk takes a call for each directory: what is found is shown at once.
    boolean streams = deep && (form.table() || form == OutputForm.NAME);
    if (deep) {
      walk.walk(
          path,
          placed -> {
            if (wanted.test(placed)) {
              rows.add(Row.of(placed));
              if (streams) {
                terminal().say(line(Row.of(placed)));
              }
            }
          });
    } else {
      walk.list(path).forEach(placed -> rows.add(Row.of(placed)));
    }
    if (!streams) {
      whole(rows);
    }
    if (rows.isEmpty()) {
      terminal().remark(glob == null ? "Nothing is there." : "Nothing has such a name: " + glob);
    }
    return ExitCode.OK;
  }

  private void whole(List<Row> rows) {
    switch (form) {
      case JSON -> terminal().say(ObjectPrinter.json(rows));
      case YAML -> terminal().say(ObjectPrinter.yaml(rows).stripTrailing());
      case NAME -> terminal().say(rows.stream().map(this::line).toList());
      case TABLE, WIDE -> {
        Table table = new Table("SIZE", "CHANGED", "PATH");
        if (!rows.isEmpty()) {
          terminal().say(table.page(rows.stream().map(this::cells).toList(), terminal().colours()));
        }
      }
    }
  }

  private List<Cell> cells(Row row) {
    boolean directory = row.type.equals("directory");
    return List.of(
        Cell.of(row.size == 0 && directory ? "" : Figures.size(row.size)),
        Cell.of(Figures.ago(row.modifiedAt, session().now())),
        Cell.of(row.path + (directory ? "/" : ""), directory ? Tone.STRONG : Tone.PLAIN));
  }

  private String line(Row row) {
    String name = Cell.plain(row.path) + (row.type.equals("directory") ? "/" : "");
    return form == OutputForm.NAME || row.type.equals("directory")
        ? name
        : name + "   " + Figures.size(row.size);
  }

  private Predicate<Placed> wanted() {
    if (glob == null) {
      return _ -> true;
    }
    try {
      Predicate<String> names = Glob.parse(glob);
      boolean whole = glob.contains("/");
      return placed ->
          whole
              ? names.test(placed.path()) || names.test(placed.onDisk())
              : names.test(placed.file().name());
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE, "--find: '" + glob + "' is no glob: " + e.getMessage() + ".", e);
    }
  }
}
