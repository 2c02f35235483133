/**
 * The custom resource types of the group {@code backup.yandex.cloud} and nothing else. The files in
 * {@code crds/} are generated from here.
 */
@NullMarked
package io.cloudbackup.api;

import org.jspecify.annotations.NullMarked;
