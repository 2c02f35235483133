package io.cloudbackup.recovery;

import io.cloudbackup.cloud.Backup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the disks and volumes of a backup fit the target, as far as the API shows them: by those
 * in the target's own newest backup. The cloud wants the number, names and sizes of the volumes to
 * match, and each disk to be at least as large. Pure.
 */
final class Layouts {
  static final String MATCHES = "Matches";
  static final String DIFFERS = "Differs";
  static final String NOT_VERIFIABLE = "NotVerifiable";

  private static final int MOST_WARNINGS = 8;
  private static final long GIB = 1L << 30;

  private Layouts() {}

  /**
   * What a comparison shows.
   *
   * @param warnings what differs, for a person
   */
  record Layout(String verdict, List<String> warnings) {}

  /** Compares the backup with the newest of the target's own backups. */
  static Layout compare(Backup backup, List<Backup> ofTarget) {
    Optional<Backup> newest =
        ofTarget.stream()
            .filter(b -> !b.deleted() && b.createdAt() != null)
            .max(Comparator.comparing(Backup::createdAt).thenComparing(Backup::id));
    if (newest.isEmpty() || backup.disks().isEmpty() || newest.get().disks().isEmpty()) {
      return new Layout(NOT_VERIFIABLE, List.of());
    }
    List<String> warnings = new ArrayList<>();
    smaller(disks(backup), disks(newest.get()), warnings);
    different(volumes(backup), volumes(newest.get()), warnings);
    return warnings.isEmpty()
        ? new Layout(MATCHES, List.of())
        : new Layout(DIFFERS, warnings.stream().limit(MOST_WARNINGS).toList());
  }

  private static void smaller(
      Map<String, Long> wanted, Map<String, Long> present, List<String> warnings) {
    wanted.forEach(
        (name, size) -> {
          Long there = present.get(name);
          if (there == null) {
            warnings.add("The target has no disk '" + name + "'.");
          } else if (there < size) {
            warnings.add(
                "Disk '"
                    + name
                    + "' has "
                    + text(size)
                    + " in the backup, "
                    + text(there)
                    + " on the target.");
          }
        });
  }

  private static void different(
      Map<String, Long> wanted, Map<String, Long> present, List<String> warnings) {
    wanted.forEach(
        (name, size) -> {
          Long there = present.get(name);
          if (there == null) {
            warnings.add("The target has no volume '" + name + "'.");
          } else if (!there.equals(size)) {
            warnings.add(
                "Volume '"
                    + name
                    + "' has "
                    + text(size)
                    + " in the backup, "
                    + text(there)
                    + " on the target.");
          }
        });
    present.keySet().stream()
        .filter(name -> !wanted.containsKey(name))
        .forEach(name -> warnings.add("The backup has no volume '" + name + "' of the target."));
  }

  private static Map<String, Long> disks(Backup backup) {
    Map<String, Long> disks = new TreeMap<>();
    backup.disks().forEach(disk -> disks.merge(disk.name(), disk.size(), Long::sum));
    return disks;
  }

  private static Map<String, Long> volumes(Backup backup) {
    Map<String, Long> volumes = new TreeMap<>();
    backup.disks().stream()
        .flatMap(disk -> disk.volumes().stream())
        .forEach(volume -> volumes.merge(volume.name(), volume.size(), Long::sum));
    return volumes;
  }

  private static String text(long bytes) {
    return bytes % GIB == 0 ? bytes / GIB + " GiB" : bytes + " bytes";
  }
}
