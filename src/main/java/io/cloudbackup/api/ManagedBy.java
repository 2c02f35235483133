package io.cloudbackup.api;

/** Who keeps a CloudBackup, where that is not the user who wrote it. */
public enum ManagedBy {
  Inventory
}
