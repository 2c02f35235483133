/** Wiring, configuration, health, metrics, leader election and the command line. */
@NullMarked
package io.cloudbackup.runtime;

import org.jspecify.annotations.NullMarked;
