package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.BackupFolderSpec.WorkloadIdentity;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.cloud.Credentials;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Finds a folder's credentials. What they need of the cluster, a Secret or a ServiceAccount, is of
 * the folder's own namespace, and is asked for by name.
 */
final class FolderCredentials {
  private final KubernetesClient client;
  private final MetadataSettings metadata;

  FolderCredentials(KubernetesClient client, MetadataSettings metadata) {
    this.client = client;
    this.metadata = metadata;
  }

  FoundCredentials read(String namespace, BackupFolderSpec spec) {
    BackupFolderSpec.FolderCredentials given = spec.credentials();
    SecretKeyRef ref = SecretCredentials.ref(given);
    if (ref != null) {
      Secret secret = client.secrets().inNamespace(namespace).withName(ref.name()).get();
      return SecretCredentials.read(given, namespace, secret);
    }
    if (given.workloadIdentity() != null) {
      return new FoundCredentials.Usable(workloadIdentity(namespace, given.workloadIdentity()));
    }
    return given.instanceMetadata() == null
        ? SecretCredentials.unusable(
            "InvalidCredentials", "spec.credentials has none of the kinds that are known.")
        : instanceMetadata(namespace);
  }

  private Credentials workloadIdentity(String namespace, WorkloadIdentity identity) {
    return new Credentials.WorkloadIdentity(
        identity.serviceAccountId(),
        new ServiceAccountTokens(
            client,
            namespace,
            identity.serviceAccountRef().name(),
            identity.audience(),
            Rfc3339.duration(identity.tokenLifetime())));
  }

  private FoundCredentials instanceMetadata(String namespace) {
    return metadata.namespaces().contains(namespace)
        ? new FoundCredentials.Usable(new Credentials.InstanceMetadata(metadata.address()))
        : SecretCredentials.unusable(
            "NamespaceNotAllowed",
            "The operator's settings do not let BackupFolders of namespace "
                + namespace
                + " use the service account of the machine on which it runs: use another kind of"
                + " credentials, or have the namespace added to the operator's"
                + " CLOUD_BACKUP_METADATA_NAMESPACES.");
  }
}
