/**
 * Cloud folders: the sweeps and their snapshots, credentials from Secrets, who may do what, the
 * reconciler.
 */
@NullMarked
package io.cloudbackup.folder;

import org.jspecify.annotations.NullMarked;
