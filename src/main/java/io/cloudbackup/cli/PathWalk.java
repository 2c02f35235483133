package io.cloudbackup.cli;

import io.cloudbackup.cloud.BackupFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds files by their path, where the API only lists what lies below an id. Names may hold slashes
 * themselves, as those of volumes do, so that a path is matched name by name and not split. Pure
 * but for {@code below}.
 */
final class PathWalk {
  private static final String ROOT = "";

  private final Function<String, List<BackupFile>> below;

  /**
   * @param below lists what lies below an id; the disks for an empty one
   */
  PathWalk(Function<String, List<BackupFile>> below) {
    this.below = below;
  }

  /**
   * A file with the path that it was found by.
   *
   * @param onDisk the path without the disk; empty for a disk itself
   */
  record Placed(String path, String onDisk, BackupFile file) {
    boolean directory() {
      return file.type().equals("TYPE_DIR");
    }
  }

  /** What lies at the path: the members of a directory, or else the file itself. */
  List<Placed> list(String path) {
    String wanted = trimmed(path);
    if (wanted.isEmpty()) {
      return disks();
    }
    Placed found = find(wanted);
    return found.directory() ? members(found) : List.of(found);
  }

  /** Everything below the path, each directory before what is in it. */
  void walk(String path, Consumer<Placed> visit) {
    list(path).forEach(placed -> visit(placed, visit));
  }

  private void visit(Placed placed, Consumer<Placed> visit) {
    visit.accept(placed);
    if (placed.directory()) {
      members(placed).forEach(member -> visit(member, visit));
    }
  }

  private Placed find(String wanted) {
    List<Placed> disks = disks();
    Optional<Placed> found = descend(disks, wanted);
    if (found.isPresent()) {
      return found.get();
    }
    // Who knows the machine need not know its disks: /etc is on one of them.
    for (Placed disk : disks) {
      Optional<Placed> inside =
          disk.directory() ? descend(members(disk), wanted) : Optional.empty();
      if (inside.isPresent()) {
        return inside.get();
      }
    }
    throw unknown(disks, wanted);
  }

  private Optional<Placed> descend(List<Placed> level, String wanted) {
    Optional<Placed> next =
        level.stream()
            .filter(p -> begins(wanted, trimmed(p.file.name())))
            .max(Comparator.comparingInt(p -> trimmed(p.file.name()).length()));
    if (next.isEmpty()) {
      return Optional.empty();
    }
    String rest = trimmed(wanted.substring(trimmed(next.get().file.name()).length()));
    if (rest.isEmpty()) {
      return next;
    }
    if (!next.get().directory()) {
      return Optional.empty();
    }
    List<Placed> members = members(next.get());
    Optional<Placed> found = descend(members, rest);
    if (found.isEmpty()) {
      throw unknown(members, rest);
    }
    return found;
  }

  private static Failure unknown(List<Placed> level, String wanted) {
    List<String> names = level.stream().map(p -> p.file.name()).toList();
    String first = wanted.contains("/") ? wanted.substring(0, wanted.indexOf('/')) : wanted;
    return new Failure(
        ExitCode.NOT_FOUND,
        "The backup has no " + wanted + " there." + NearNames.hint(first, names));
  }

  private List<Placed> disks() {
    return sorted(below.apply(ROOT), file -> new Placed("/" + trimmed(file.name()), "", file));
  }

  private List<Placed> members(Placed directory) {
    return sorted(
        below.apply(directory.file.id()),
        file -> {
          String name = "/" + trimmed(file.name());
          return new Placed(directory.path + name, directory.onDisk + name, file);
        });
  }

  private static List<Placed> sorted(List<BackupFile> files, Function<BackupFile, Placed> place) {
    return files.stream().map(place).sorted(Comparator.comparing(Placed::path)).toList();
  }

  private static boolean begins(String wanted, String name) {
    return !name.isEmpty() && (wanted.equals(name) || wanted.startsWith(name + "/"));
  }

  private static String trimmed(String path) {
    return path.replaceAll("^/+|/+$", "");
  }
}
