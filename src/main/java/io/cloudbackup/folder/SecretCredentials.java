package io.cloudbackup.folder;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolderSpec.FolderCredentials;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.cloud.AuthorizedKeyFile;
import io.cloudbackup.cloud.Credentials;
import io.cloudbackup.cloud.InvalidCredentialsException;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A folder's credentials as its Secret holds them. Pure. */
public final class SecretCredentials {
  private SecretCredentials() {}

  /** Where they are; null where they are in no Secret. */
  public static @Nullable SecretKeyRef ref(FolderCredentials given) {
    return given.authorizedKeySecretRef() == null
        ? given.iamTokenSecretRef()
        : given.authorizedKeySecretRef();
  }

  /**
   * What the Secret holds.
   *
   * @param given credentials that have a {@link #ref}
   * @param namespace of the BackupFolder, and so of the Secret
   * @param secret the one that is named, if it is there
   */
  public static FoundCredentials read(
      FolderCredentials given, String namespace, @Nullable Secret secret) {
    SecretKeyRef ref = ref(given);
    if (ref == null) {
      throw new IllegalArgumentException("credentials that name no Secret");
    }
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
    return given.authorizedKeySecretRef() == null ? iamToken(ref, text) : authorizedKey(ref, text);
  }

  private static FoundCredentials authorizedKey(SecretKeyRef ref, String text) {
    try {
      return new FoundCredentials.Usable(AuthorizedKeyFile.parse(text));
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

  private static FoundCredentials iamToken(SecretKeyRef ref, String token) {
    try {
      return new FoundCredentials.Usable(new Credentials.IamToken(token));
    } catch (InvalidCredentialsException e) {
      return unusable(
          "InvalidIamToken",
          "Key " + ref.key() + " of Secret " + ref.name() + " is no IAM token: " + e.getMessage());
    }
  }

  static FoundCredentials unusable(String reason, String message) {
    return new FoundCredentials.Unusable(new FolderProblem(reason, message, true));
  }
}
