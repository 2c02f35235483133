package io.cloudbackup.cli;

import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.CloudBackupStatus;
import io.cloudbackup.api.Rfc3339;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** CloudBackups as lines of a table. */
final class BackupRows {
  /** Newest first; those whose time isn't known yet come last. */
  static final Comparator<CloudBackup> NEWEST_FIRST =
      Comparator.comparing(
          (CloudBackup b) -> Rfc3339.parse(Backups.status(b).createdAt()),
          Comparator.nullsLast(Comparator.reverseOrder()));

  private final Instant now;
  private final boolean wide;
  private final boolean everywhere;

  BackupRows(Instant now, boolean wide, boolean everywhere) {
    this.now = now;
    this.wide = wide;
    this.everywhere = everywhere;
  }

  Table table() {
    List<String> headers = new ArrayList<>();
    if (everywhere) {
      headers.add("NAMESPACE");
    }
    headers.addAll(List.of("BACKUP", "INSTANCE", "TYPE", "TAKEN", "SIZE", "POLICY"));
    if (wide) {
      headers.addAll(List.of("DATA", "ARCHIVE", "VAULT", "NAME"));
    }
    return new Table(headers.toArray(String[]::new));
  }

  List<List<Cell>> rows(List<CloudBackup> backups) {
    return backups.stream().map(this::row).toList();
  }

  private List<Cell> row(CloudBackup backup) {
    CloudBackupStatus status = Backups.status(backup);
    boolean deleted = Boolean.TRUE.equals(status.deleted());
    List<Cell> row = new ArrayList<>();
    if (everywhere) {
      row.add(Cell.of(backup.getMetadata().getNamespace()));
    }
    row.add(Cell.of(backup.getSpec().backupId(), deleted ? Tone.FAINT : Tone.PLAIN));
    row.add(Cell.of(status.computeInstanceId()));
    row.add(deleted ? Cell.of("deleted", Tone.MIND) : Cell.of(status.type()));
    row.add(Cell.of(Figures.ago(status.createdAt(), now)));
    row.add(Cell.of(Figures.size(status.size())));
    row.add(Cell.of(status.policyId()));
    if (wide) {
      row.add(Cell.of(Figures.size(status.backedUpDataSize())));
      row.add(Cell.of(status.archiveId()));
      row.add(Cell.of(status.vaultId()));
      row.add(Cell.of(backup.getMetadata().getName()));
    }
    return row;
  }
}
