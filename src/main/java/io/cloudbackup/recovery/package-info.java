/**
 * BackupRecovery: observe, decide, act. A recovery overwrites a machine, so it starts at most once:
 * the intent is written with an optimistic lock before the cloud is called, and after an answer
 * that did not come the operator looks for what began before it sends the same key again.
 */
@NullMarked
package io.cloudbackup.recovery;

import org.jspecify.annotations.NullMarked;
