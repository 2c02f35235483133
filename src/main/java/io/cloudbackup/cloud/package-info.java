/**
 * The client of the Cloud Backup REST API: records for its messages, endpoints, credentials,
 * errors, retries and the request budget. It knows nothing of Kubernetes.
 */
@NullMarked
package io.cloudbackup.cloud;

import org.jspecify.annotations.NullMarked;
