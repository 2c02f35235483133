/** The rules that hold the rooms of the project apart. */
@NullMarked
package io.cloudbackup;

import org.jspecify.annotations.NullMarked;
