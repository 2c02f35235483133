/** What integration tests share: a real Kubernetes control plane with the chart installed. */
@NullMarked
package io.cloudbackup.testing;

import org.jspecify.annotations.NullMarked;
