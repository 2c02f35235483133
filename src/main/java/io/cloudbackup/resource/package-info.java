/**
 * BackupResource: what a machine's status says, and the deletion of a machine from Cloud Backup.
 */
@NullMarked
package io.cloudbackup.resource;

import org.jspecify.annotations.NullMarked;
