package io.cloudbackup.folder;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolderSpec;
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

/** Reads a folder's credentials from the Secret that it names, in its own namespace, by name. */
final class FolderCredentials {
  private final KubernetesClient client;

  FolderCredentials(KubernetesClient client) {
    this.client = client;
  }

  /** What was found: credentials, or why there are none. */
  sealed interface Found {
    record Usable(Credentials credentials) implements Found {}

    record Unusable(FolderProblem problem) implements Found {}
  }

  Found read(String namespace, BackupFolderSpec spec) {
    SecretKeyRef key = spec.credentials().authorizedKeySecretRef();
    SecretKeyRef token = spec.credentials().iamTokenSecretRef();
    SecretKeyRef ref = key != null ? key : token;
    if (ref == null) {
      return unusable("InvalidCredentials", "spec.credentials names no Secret");
    }
    Secret secret = client.secrets().inNamespace(namespace).withName(ref.name()).get();
    if (secret == null) {
      return unusable(
          "SecretNotFound",
          "There is no Secret "
              + ref.name()
              + " in namespace "
              + namespace
              + ": create it with the key "
              + ref.key());
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
              + "=true if it holds the credentials of this folder");
    }
    String encoded = Optional.ofNullable(secret.getData()).orElse(Map.of()).get(ref.key());
    if (encoded == null || encoded.isEmpty()) {
      return unusable(
          "SecretKeyMissing", "Secret " + ref.name() + " has nothing under the key " + ref.key());
    }
    String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    return key != null ? authorizedKey(ref, text) : iamToken(ref, text);
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
