/**
 * The Cloud Backup API as a real HTTP server on this machine, with state, time and faults to order,
 * for tests and for anyone who wants to try a tool without a cloud account. Only messages of {@code
 * io.cloudbackup.cloud} are shared with the operator, which never uses this package.
 */
@NullMarked
package io.cloudbackup.emulator;

import org.jspecify.annotations.NullMarked;
