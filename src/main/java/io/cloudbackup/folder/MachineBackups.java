package io.cloudbackup.folder;

import io.cloudbackup.cloud.Archive;
import io.cloudbackup.cloud.Backup;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backups of one machine together; deleted ones don't count.
 *
 * @param size the sum of their sizes in bytes
 * @param newestId of the one that was taken last
 * @param archives those that hold them; null where they are not known
 * @param archivesAsked when the cloud was asked for them last since the backups are these; null for
 *     never
 */
public record MachineBackups(
    int count,
    long size,
    @Nullable Instant newest,
    String newestId,
    @Nullable Instant oldest,
    @Nullable List<Archive> archives,
    @Nullable Instant archivesAsked) {
  public static final MachineBackups NONE =
      new MachineBackups(0, 0, null, "", null, List.of(), null);

  public MachineBackups {
    archives = archives == null ? null : List.copyOf(archives);
  }

  /** The same with one more, whose archive has not been asked for. */
  public MachineBackups and(Backup backup) {
    Instant time = backup.createdAt();
    boolean newer =
        newestId.isEmpty() || (time != null && (newest == null || time.isAfter(newest)));
    boolean older = time != null && (oldest == null || time.isBefore(oldest));
    return new MachineBackups(
        count + 1,
        size + backup.size(),
        newer ? time : newest,
        newer ? backup.id() : newestId,
        older ? time : oldest,
        null,
        null);
  }

  /**
   * The same after the cloud was asked for the archives.
   *
   * @param known null where it gave none
   */
  public MachineBackups asked(@Nullable List<Archive> known, Instant time) {
    return with(known, time);
  }

  private MachineBackups with(@Nullable List<Archive> known, @Nullable Instant asked) {
    return new MachineBackups(count, size, newest, newestId, oldest, known, asked);
  }

  /** Whether the backups are the same, whatever is known of their archives. */
  public boolean sameBackups(MachineBackups other) {
    return with(null, null).equals(other.with(null, null));
  }
}
