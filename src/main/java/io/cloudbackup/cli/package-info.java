/**
 * The kubectl plugin: what a person asks of the custom resources on a command line. It uses the
 * person's own kubeconfig and rights, and asks the cloud itself only for the files in a backup.
 */
@NullMarked
package io.cloudbackup.cli;

import org.jspecify.annotations.NullMarked;
