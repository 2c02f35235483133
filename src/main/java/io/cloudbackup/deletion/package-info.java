/**
 * Deletion in the cloud of what a custom resource stands for, held by a finalizer until the cloud's
 * operation is over.
 */
@NullMarked
package io.cloudbackup.deletion;

import org.jspecify.annotations.NullMarked;
