/**
 * CloudBackups: those that the operator keeps for the inventory of a BackupFolder (mirrors), and
 * those that users write.
 *
 * <p>A mirror never deletes anything in the cloud: it is Retain by the schema and carries no
 * finalizer, so nothing that removes it can be taken for a wish to delete the backup.
 */
@NullMarked
package io.cloudbackup.inventory;

import org.jspecify.annotations.NullMarked;
