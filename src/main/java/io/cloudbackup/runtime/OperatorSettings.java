package io.cloudbackup.runtime;

import io.cloudbackup.cloud.AllowedEndpoints;
import io.cloudbackup.cloud.CaBundle;
import io.cloudbackup.folder.MetadataSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own settings.
 *
 * @param watchNamespaces the namespaces to watch; empty for all
 * @param allowedEndpoints where tokens may be sent
 * @param discovery where the API lists its endpoints
 * @param metadata whose folders may use the machine's own service account
 * @param trusted who may vouch for the cloud's endpoints
 * @param namespace the operator's own
 * @param identity of this replica; the process adds something that no other process has
 * @param lockNamespace where the machines' locks are
 * @param leaderElection whether only the holder of a Lease acts
 * @param httpPort of health and metrics; 0 for any
 * @param recoveryPollInterval how often a running recovery is looked at
 */
record OperatorSettings(
    Set<String> watchNamespaces,
    AllowedEndpoints allowedEndpoints,
    URI discovery,
    MetadataSettings metadata,
    CaBundle trusted,
    String namespace,
    @Nullable String identity,
    String lockNamespace,
    boolean leaderElection,
    int httpPort,
    Duration recoveryPollInterval) {}
