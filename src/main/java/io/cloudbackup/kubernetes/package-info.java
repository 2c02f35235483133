/**
 * What the reconcilers share toward the API server: which edits wake them, writes with an
 * optimistic lock, Events.
 */
@NullMarked
package io.cloudbackup.kubernetes;

import org.jspecify.annotations.NullMarked;
