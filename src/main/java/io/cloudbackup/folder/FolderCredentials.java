package io.cloudbackup.folder;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.BackupFolderSpec.WorkloadIdentity;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.cloud.AuthorizedKeyFile;
import io.cloudbackup.cloud.Credentials;
import io.cloudbackup.cloud.InvalidCredentialsException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

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

  /** What was found: credentials, or why there are none. */
  sealed interface Found {
    record Usable(Credentials credentials) implements Found {}

    record Unusable(FolderProblem problem) implements Found {}
  }

  Found read(String namespace, BackupFolderSpec spec) {
    BackupFolderSpec.FolderCredentials given = spec.credentials();
    if (given.authorizedKeySecretRef() != null) {
      return secret(namespace, given.authorizedKeySecretRef(), FolderCredentials::authorizedKey);
    }
    if (given.iamTokenSecretRef() != null) {
      return secret(namespace, given.iamTokenSecretRef(), FolderCredentials::iamToken);
    }
    if (given.workloadIdentity() != null) {
      return new Found.Usable(workloadIdentity(namespace, given.workloadIdentity()));
    }
    return given.instanceMetadata() == null
        ? unusable("InvalidCredentials", "spec.credentials has none of the kinds that are known.")
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

  private Found instanceMetadata(String namespace) {
    return metadata.namespaces().contains(namespace)
        ? new Found.Usable(new Credentials.InstanceMetadata(metadata.address()))
        : unusable(
            "NamespaceNotAllowed",
            "The operator's settings do not let BackupFolders of namespace "
                + namespace
                + " use the service account of the machine on which it runs: use another kind of"
                + " credentials, or have the namespace added to the operator's"
                + " CLOUD_BACKUP_METADATA_NAMESPACES.");
  }

  private Found secret(
      String namespace, SecretKeyRef ref, BiFunction<SecretKeyRef, String, Found> read) {
    Secret secret = client.secrets().inNamespace(namespace).withName(ref.name()).get();
    if (secret == null) {
      return unusable(
          "SecretNotFound",
          "There is no Secret "
              + ref.name()
              + " in namespace "
              + namespace
              + ": create it with the key "
              + ref.key()
              + ".");
    }
    Map<String, String> labels =
        Optional.ofNullable(secret.getMetadata().getLabels()).orElse(Map.of());
    if (!"true".equals(labels.get(BackupApiGroup.CREDENTIALS_LABEL))) {
      return unusable(
          "SecretNotLabelled",
          "Secret "
              + ref.name()
              + " may not be sent to the cloud: label it with "
              + BackupApiGroup.CREDENTIALS_LABEL
              + "=true if it holds the credentials of this folder.");
    }
    String encoded = Optional.ofNullable(secret.getData()).orElse(Map.of()).get(ref.key());
    if (encoded == null || encoded.isEmpty()) {
      return unusable(
          "SecretKeyMissing",
          "Secret " + ref.name() + " has nothing under the key " + ref.key() + ".");
    }
    String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    return read.apply(ref, text);
  }

  private static Found authorizedKey(SecretKeyRef ref, String text) {
    try {
      return new Found.Usable(AuthorizedKeyFile.parse(text));
    } catch (InvalidCredentialsException e) {
      return unusable(
          "InvalidAuthorizedKey",
          "Key "
              + ref.key()
              + " of Secret "
              + ref.name()
              + " is no authorized key: "
              + e.getMessage());
    }
  }

  private static Found iamToken(SecretKeyRef ref, String token) {
    try {
      return new Found.Usable(new Credentials.IamToken(token));
    } catch (InvalidCredentialsException e) {
      return unusable(
          "InvalidIamToken",
          "Key " + ref.key() + " of Secret " + ref.name() + " is no IAM token: " + e.getMessage());
    }
  }

  private static Found unusable(String reason, String message) {
    return new Found.Unusable(new FolderProblem(reason, message, true));
  }
}
