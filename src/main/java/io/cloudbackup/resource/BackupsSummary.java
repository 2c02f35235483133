package io.cloudbackup.resource;

import io.cloudbackup.api.BackupResourceStatus.Archive;
import io.cloudbackup.api.BackupResourceStatus.Backups;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.folder.MachineBackups;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what is known of a machine's backups as the status says it. */
final class BackupsSummary {
  private static final int MOST_ARCHIVES = 20;
  private static final Comparator<io.cloudbackup.cloud.Archive> NEWEST_FIRST =
      Comparator.<io.cloudbackup.cloud.Archive, Instant>comparing(
              io.cloudbackup.cloud.Archive::lastBackupCreatedAt,
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .reversed()
          .thenComparing(io.cloudbackup.cloud.Archive::id);

  private BackupsSummary() {}

  /**
   * What the status says of the backups.
   *
   * @param before what it said
   * @param now null where they were never listed: then it goes on to say what it said
   */
  static @Nullable Backups of(@Nullable Backups before, @Nullable MachineBackups now) {
    if (now == null) {
      return before;
    }
    List<io.cloudbackup.cloud.Archive> archives = now.archives();
    return new Backups(
        now.count(),
        now.size(),
        Rfc3339.full(now.newest()),
        Rfc3339.full(now.oldest()),
        text(now.newestId()),
        archives != null
            ? archives.stream()
                .filter(archive -> !archive.deleted())
                .sorted(NEWEST_FIRST)
                .limit(MOST_ARCHIVES)
                .map(BackupsSummary::archive)
                .toList()
            : before == null ? List.of() : before.archives());
  }

  private static Archive archive(io.cloudbackup.cloud.Archive archive) {
    return new Archive(
        text(archive.id()),
        archive.size(),
        archive.protectedByPassword(),
        text(archive.encryptionAlgorithm()),
        archive.consistent(),
        Rfc3339.full(archive.lastBackupCreatedAt()));
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : Condition.limit(text, 64);
  }
}
