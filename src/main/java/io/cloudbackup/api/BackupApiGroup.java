package io.cloudbackup.api;

/** The names that users write and that the operator leaves on objects. */
public final class BackupApiGroup {
  public static final String GROUP = "backup.yandex.cloud";
  public static final String VERSION = "v1alpha1";

  /**
   * Annotation: while {@code "true"}, the operator begins nothing for the object and does not feed
   * its status. A recovery that runs in the cloud is still followed: not looking would not stop it.
   */
  public static final String PAUSED = GROUP + "/paused";

  /**
   * Annotation: any new value asks for a fresh look, answered in {@code
   * status.lastHandledReconcileAt}.
   */
  public static final String RECONCILE_REQUESTED_AT = GROUP + "/reconcile-requested-at";

  /**
   * Annotation: {@code "true"} releases an object whose deletion is blocked, leaving the cloud as
   * it is.
   */
  public static final String ABANDON = GROUP + "/abandon";

  /**
   * Annotation: a person's answer to StartUnknown, {@code
   * <idempotencyKey>=adopt:<operationId>|retry|abandon}.
   */
  public static final String RESOLVE_START = GROUP + "/resolve-start";

  /** Label: {@code "true"} allows the operator to send what is in a Secret to the cloud. */
  public static final String CREDENTIALS_LABEL = GROUP + "/credentials";

  /** Label of a CloudBackup of the inventory: the name of its BackupFolder. */
  public static final String FOLDER_LABEL = GROUP + "/folder";

  /** Label of a CloudBackup of the inventory: the id of the machine in Compute Cloud. */
  public static final String INSTANCE_LABEL = GROUP + "/instance";

  /** Label of a CloudBackup of the inventory: the id of the policy that made the backup. */
  public static final String POLICY_LABEL = GROUP + "/policy";

  /** Label of a CloudBackup of the inventory: the cloud's word for the kind of backup. */
  public static final String TYPE_LABEL = GROUP + "/type";

  /** Finalizer of a BackupResource whose deletion deletes in the cloud. */
  public static final String RESOURCE_FINALIZER = GROUP + "/resource";

  /** Finalizer of a CloudBackup whose deletion deletes in the cloud. */
  public static final String BACKUP_FINALIZER = GROUP + "/backup";

  /** Finalizer of a BackupRecovery from its intent to its settlement. */
  public static final String RECOVERY_FINALIZER = GROUP + "/recovery";

  private BackupApiGroup() {}
}
