package io.cloudbackup.cloud;

/** Which backups to list: the API takes exactly one of these selections. */
public sealed interface BackupQuery {
  /** All backups of a folder. */
  record OfFolder(String folderId) implements BackupQuery {}

  /** All backups of a machine, whatever its resource was called at the time. */
  record OfInstance(String computeInstanceId) implements BackupQuery {}

  /** All backups of a resource; a machine that was registered anew has a new one. */
  record OfResource(String resourceId) implements BackupQuery {}

  /** All backups that a policy made. The API takes no page token here. */
  record OfPolicy(String policyId) implements BackupQuery {}

  /** All backups that a policy made of a machine. */
  record OfInstancePolicy(String computeInstanceId, String policyId) implements BackupQuery {}

  /** All backups of an archive. */
  record OfArchive(String archiveId, String folderId) implements BackupQuery {}

  /** The chain around one backup. */
  record OfBackup(String backupId, String folderId) implements BackupQuery {}
}
