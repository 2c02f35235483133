package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Archive;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The backups of all folders. They stay when their machine goes. */
final class Backups {
  private static final Instant UNSET = Instant.parse("0001-01-01T00:00:00Z");

  private final Map<String, Stored> byId = new HashMap<>();
  private final Map<String, NavigableMap<PageRequest.Position, Stored>> byFolder = new HashMap<>();
  private final Map<String, NavigableMap<PageRequest.Position, Stored>> byMachine = new HashMap<>();
  private long count;

  /** A backup with what the API doesn't show of it. */
  record Stored(
      Backup backup,
      String folder,
      String machineType,
      Instant createdAt,
      long seq,
      List<BackupSpec.Disk> disks) {
    PageRequest.Position position() {
      return new PageRequest.Position(createdAt.getEpochSecond(), createdAt.getNano(), seq);
    }

    FileTree files() {
      return new FileTree(disks, createdAt);
    }
  }

  void clear() {
    byId.clear();
    byFolder.clear();
    byMachine.clear();
  }

  /** Adds a backup that {@code machine} took at {@code createdAt}. */
  Stored add(Machine machine, String id, BackupSpec spec, Instant createdAt) {
    if (byId.containsKey(id)) {
      throw new ApiException(GrpcCode.ALREADY_EXISTS, "The backup " + id + " is there already.");
    }
    long size = spec.size().bytes();
    String archive = Ids.stable("archive/" + machine.resourceId() + "/" + spec.policyId());
    Backup backup =
        new Backup(
            id,
            Ids.stable("vault/" + machine.folder()),
            archive,
            createdAt,
            createdAt,
            size,
            size / 2,
            size,
            spec.disks().stream().mapToLong(disk -> disk.size().bytes()).sum(),
            new Backup.Attributes("stream-" + archive, "/archives/" + archive),
            machine.id(),
            disks(spec.disks()),
            spec.type(),
            spec.deleted(),
            spec.policyId(),
            machine.resourceId());
    Stored stored =
        new Stored(
            backup, machine.folder(), machine.spec().type(), createdAt, ++count, spec.disks());
    put(stored);
    return stored;
  }

  /** Takes a backup away, or leaves it with the mark that it is deleted. */
  void delete(String id, Settings.DeletedBackups remains) {
    Stored stored = byId.remove(id);
    if (stored == null) {
      return;
    }
    byFolder.getOrDefault(stored.folder(), new TreeMap<>()).remove(stored.position());
    byMachine
        .getOrDefault(stored.backup().computeInstanceId(), new TreeMap<>())
        .remove(stored.position());
    if (remains == Settings.DeletedBackups.FLAGGED) {
      put(
          new Stored(
              flagged(stored.backup()),
              stored.folder(),
              stored.machineType(),
              stored.createdAt(),
              stored.seq(),
              stored.disks()));
    }
  }

  Optional<Stored> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Stored get(String id) {
    return find(id).orElseThrow(() -> ApiException.notFound("Backup " + id + " not found."));
  }

  Stored get(String id, String folder) {
    return find(id)
        .filter(stored -> stored.folder().equals(folder))
        .orElseThrow(
            () -> ApiException.notFound("Backup " + id + " not found in folder " + folder + "."));
  }

  /** The backups of a machine, newest first. */
  Stream<Stored> ofMachine(String machineId) {
    return newestFirst(byMachine.get(machineId));
  }

  /** A page of what {@code query} selects. */
  Page<Backup> page(Query query, PageRequest request) {
    NavigableMap<PageRequest.Position, Stored> all =
        query.machineId().isEmpty()
            ? byFolder.get(query.folder())
            : byMachine.get(query.machineId());
    NavigableMap<PageRequest.Position, Stored> ordered =
        all == null ? new TreeMap<>() : query.ascending() ? all : all.descendingMap();
    NavigableMap<PageRequest.Position, Stored> following =
        request.after().start() ? ordered : ordered.tailMap(request.after(), false);
    Page<Stored> page =
        request.take(following.values().stream().filter(query.filter()), Stored::position);
    return new Page<>(page.items().stream().map(Stored::backup).toList(), page.nextPageToken());
  }

  /**
   * Which backups are wanted.
   *
   * @param folder looked at where {@code machineId} is empty
   * @param ascending oldest first
   */
  record Query(String folder, String machineId, boolean ascending, Predicate<Stored> filter) {}

  /** The folders that hold a backup for which {@code wanted} holds. */
  Stream<String> foldersWith(Predicate<Stored> wanted) {
    return byFolder.entrySet().stream()
        .filter(entry -> entry.getValue().values().stream().anyMatch(wanted))
        .map(Map.Entry::getKey);
  }

  /** The archives of a machine, which hold its backups by policy. */
  List<Archive> archives(String machineId) {
    Map<String, List<Stored>> byArchive = new LinkedHashMap<>();
    ofMachine(machineId)
        .filter(stored -> !stored.backup().deleted())
        .forEach(
            stored ->
                byArchive
                    .computeIfAbsent(stored.backup().archiveId(), id -> new ArrayList<>())
                    .add(stored));
    return byArchive.values().stream().map(Backups::archive).toList();
  }

  private static Archive archive(List<Stored> newestFirst) {
    Stored newest = newestFirst.getFirst();
    Backup backup = newest.backup();
    Instant oldest =
        newestFirst.stream().map(Stored::createdAt).min(Comparator.naturalOrder()).orElseThrow();
    long size = newestFirst.stream().mapToLong(stored -> stored.backup().size()).sum();
    String name = backup.computeInstanceId() + "-" + backup.policyId() + "a";
    return new Archive(
        backup.archiveId(),
        name,
        backup.vaultId(),
        new Archive.Attributes("", "/archives/" + backup.archiveId()),
        size,
        size,
        size,
        backup.originalDataSize(),
        size,
        "ARCHIVE_3",
        oldest,
        UNSET,
        newest.createdAt(),
        newest.createdAt(),
        false,
        "NONE",
        List.of(),
        backup.policyId(),
        backup.policyId(),
        "",
        name,
        backup.computeInstanceId(),
        true,
        false,
        backup.resourceId());
  }

  private void put(Stored stored) {
    byId.put(stored.backup().id(), stored);
    byFolder.computeIfAbsent(stored.folder(), id -> new TreeMap<>()).put(stored.position(), stored);
    byMachine
        .computeIfAbsent(stored.backup().computeInstanceId(), id -> new TreeMap<>())
        .put(stored.position(), stored);
  }

  private static Stream<Stored> newestFirst(
      @Nullable NavigableMap<PageRequest.Position, Stored> stored) {
    return stored == null ? Stream.empty() : stored.descendingMap().values().stream();
  }

  private static List<Backup.Disk> disks(List<BackupSpec.Disk> disks) {
    return disks.stream()
        .map(
            disk ->
                new Backup.Disk(
                    disk.deviceModel(), disk.name(), disk.size().bytes(), volumes(disk.volumes())))
        .toList();
  }

  private static List<Backup.Volume> volumes(List<BackupSpec.Volume> volumes) {
    return volumes.stream()
        .map(
            volume ->
                new Backup.Volume(
                    volume.freeSpace().bytes(),
                    volume.bootable(),
                    volume.system(),
                    volume.name(),
                    volume.size().bytes(),
                    volume.mount()))
        .toList();
  }

  private static Backup flagged(Backup b) {
    return new Backup(
        b.id(),
        b.vaultId(),
        b.archiveId(),
        b.createdAt(),
        b.lastSeenAt(),
        b.size(),
        b.deduplicatedSize(),
        b.backedUpDataSize(),
        b.originalDataSize(),
        b.attributes(),
        b.computeInstanceId(),
        b.disks(),
        b.type(),
        true,
        b.policyId(),
        b.resourceId());
  }
}
