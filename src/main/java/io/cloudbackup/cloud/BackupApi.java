package io.cloudbackup.cloud;

import java.util.List;

/**
 * The methods of the services Resource and Backup, and the operation's. Every method blocks until
 * the answer is here or its deadline has passed, and fails with a {@link CloudException}. Reading
 * methods are repeated where that can help; methods that change something are sent exactly once.
 *
 * <p>Where a method takes an {@code idempotencyKey}, a cloud that honours it answers a second call
 * with the operation that the first one began.
 */
public interface BackupApi {
  /** The largest page that the API gives. */
  int PAGE_SIZE = 1000;

  /** The same API, for calls that take their turn in that lane. */
  BackupApi in(Lane lane);

  /**
   * The machines of a folder; one page, from {@code pageToken} or, where that is empty, the first.
   */
  Page<Resource> listResources(String folderId, String pageToken);

  /** One machine, with the folder that it belongs to where the cloud tells. */
  Resource getResource(String computeInstanceId);

  /** The tasks of a machine, in no promised order. */
  Page<Task> listTasks(String computeInstanceId, String pageToken);

  /** Makes the service forget a machine. Its backups stay, and so does the machine. */
  Operation deleteResource(String computeInstanceId, String resourceId, String idempotencyKey);

  /** One backup of a folder. */
  Backup getBackup(String folderId, String backupId);

  /** Backups, newest first unless the cloud thinks otherwise. */
  Page<Backup> listBackups(BackupQuery query, String pageToken);

  /** The archives of a machine. The REST form of the API can't list a whole folder's. */
  List<Archive> listArchives(String computeInstanceId);

  /** The files below {@code sourceId} in a backup; an empty one lists the backup's disks. */
  List<BackupFile> listFiles(String folderId, String backupId, String sourceId);

  /** Overwrites a machine with a backup. */
  Operation startRecovery(String backupId, String computeInstanceId, String idempotencyKey);

  /** Deletes a backup of a machine. */
  Operation deleteBackup(String computeInstanceId, String backupId, String idempotencyKey);

  /** How an operation stands. */
  Operation getOperation(String operationId);
}
