package io.cloudbackup.cli;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "bundle",
    description = {
      "Writes a ZIP archive with what somebody needs who looks for a defect: the objects, their"
          + " Events, the operator's Deployment and its log.",
      "It reads no Secret, and takes out what looks like a token or a key. Look into it before you"
          + " send it."
    })
final class BundleCommand extends PluginCommand {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(BackupFolder.class, BackupResource.class, BackupRecovery.class, CloudBackup.class);

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Where to write it; without it cloudbackup-bundle-TIME.zip here.")
  private @Nullable Path file;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean everywhere;

  BundleCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run(Cluster cluster) {
    Path target =
        file == null
            ? Path.of("cloudbackup-bundle-" + STAMP.format(session().now()) + ".zip")
            : file;
    String where = everywhere ? null : cluster.namespace();
    try (Bundle bundle = Bundle.create(target)) {
      bundle.add("about.txt", () -> about(cluster, where));
      for (var kind : KINDS) {
        bundle.objects(HasMetadata.getPlural(kind), () -> cluster.list(kind, where));
      }
      new OperatorTraces(cluster, where).into(bundle);
      bundle.end();
      terminal().say(target + ": " + bundle.entries() + " files. Look into it before you send it.");
      bundle.missing().forEach(line -> terminal().remark("Left out: " + line));
      return ExitCode.OK;
    } catch (FileAlreadyExistsException e) {
      throw new Failure(ExitCode.USAGE, target + " is there already: name another --file.", e);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED, "The archive " + target + " can't be written: " + e.getMessage(), e);
    }
  }

  private String about(Cluster cluster, @Nullable String where) {
    return """
        plugin %s
        time %s
        namespace %s
        server %s
        """
        .formatted(
            session().version(),
            session().now(),
            where == null ? "all" : where,
            cluster.client().getKubernetesVersion().getGitVersion());
  }
}
