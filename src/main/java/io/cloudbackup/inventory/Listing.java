package io.cloudbackup.inventory;

import io.cloudbackup.cloud.Backup;
import io.cloudbackup.folder.MachineBackups;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder's backups, taken in one by one. It keeps a line of each, and the whole record only of
 * those that are to be written, up to a limit: the next list brings the others.
 */
final class Listing {
  private static final Comparator<Line> NEWEST_FIRST =
      Comparator.comparing(
              Line::createdAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .thenComparing(Line::id)
          .reversed();

  private final int mostOfMachine;
  private final int mostToWrite;
  private final BiFunction<Backup, String, Shown> shown;
  private final Set<String> ids = new HashSet<>();
  private final Map<String, NavigableSet<Line>> wanted = new HashMap<>();
  private final Map<String, MachineBackups> machines = new HashMap<>();
  private final NavigableMap<Line, Change> creations = new TreeMap<>(NEWEST_FIRST);
  private final NavigableMap<Line, Change> updates = new TreeMap<>(NEWEST_FIRST);
  private boolean more;

  private record Line(String id, @Nullable Instant createdAt) {}

  /** What the inventory says of a backup. */
  enum Shown {
    /** Nothing. */
    NOT,
    /** Something else than the cloud. */
    OTHERWISE,
    /** Just what the cloud says, or it is to be left as it is. */
    AS_IT_IS
  }

  /** A backup of which the inventory says something else, or nothing. */
  record Change(Backup backup, String digest) {}

  /**
   * @param mostOfMachine how many of each machine are wanted, the newest of them
   * @param mostToWrite how many creations, and how many updates, are kept: where the API server
   *     takes no new objects, those that there are don't grow old
   * @param shown what the inventory says of a backup, whose digest is that
   */
  Listing(int mostOfMachine, int mostToWrite, BiFunction<Backup, String, Shown> shown) {
    this.mostOfMachine = mostOfMachine;
    this.mostToWrite = mostToWrite;
    this.shown = shown;
  }

  /** Takes in a backup; one that comes twice, since a page changed meanwhile, counts once. */
  void add(Backup backup) {
    if (backup.deleted() || !MirrorMetadata.showable(backup.id()) || !ids.add(backup.id())) {
      return;
    }
    machines.merge(
        backup.computeInstanceId(),
        MachineBackups.NONE.and(backup),
        (known, one) -> known.and(backup));
    Line line = new Line(backup.id(), backup.createdAt());
    NavigableSet<Line> newest =
        wanted.computeIfAbsent(backup.computeInstanceId(), id -> new TreeSet<>(NEWEST_FIRST));
    newest.add(line);
    if (newest.size() > mostOfMachine) {
      Line unwanted = newest.last();
      newest.remove(unwanted);
      creations.remove(unwanted);
      updates.remove(unwanted);
      if (unwanted.equals(line)) {
        return;
      }
    }
    String digest = BackupMirror.digest(backup);
    switch (shown.apply(backup, digest)) {
      case NOT -> keep(creations, line, new Change(backup, digest));
      case OTHERWISE -> keep(updates, line, new Change(backup, digest));
      case AS_IT_IS -> {}
    }
  }

  private void keep(NavigableMap<Line, Change> changes, Line line, Change change) {
    changes.put(line, change);
    if (changes.size() > mostToWrite) {
      changes.pollLastEntry();
      more = true;
    }
  }

  /** How many there are. */
  int count() {
    return ids.size();
  }

  boolean contains(String backupId) {
    return ids.contains(backupId);
  }

  /** Those that the inventory is to show. */
  Set<String> wanted() {
    Set<String> all = new HashSet<>();
    wanted.values().forEach(lines -> lines.forEach(line -> all.add(line.id())));
    return all;
  }

  Map<String, MachineBackups> machines() {
    return machines;
  }

  /** What is to be written: new ones before others, newest backup first. */
  List<Change> changes() {
    return Stream.of(creations, updates).flatMap(changes -> changes.values().stream()).toList();
  }

  /** Whether some changes were left out. */
  boolean more() {
    return more;
  }
}
