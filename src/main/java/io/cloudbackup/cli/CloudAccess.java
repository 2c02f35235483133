package io.cloudbackup.cli;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderEndpoints;
import io.cloudbackup.api.SecretKeyRef;
import io.cloudbackup.cloud.AllowedEndpoints;
import io.cloudbackup.cloud.AuthorizedKeyFile;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CaBundle;
import io.cloudbackup.cloud.ClientRuntime;
import io.cloudbackup.cloud.ClientSettings;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.cloud.Credentials;
import io.cloudbackup.cloud.EndpointNotAllowedException;
import io.cloudbackup.cloud.GivenEndpoints;
import io.cloudbackup.cloud.InvalidCredentialsException;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The way to the cloud itself, with a credential of the user's choice. */
final class CloudAccess {
  private static final String VARIABLE = "env:";

  @Option(
      names = "--credential",
      paramLabel = "FILE|env:NAME",
      description =
          "A file with an authorized key or an IAM token, or the variable that holds an IAM token,"
              + " such as env:YC_TOKEN; without it the BackupFolder's Secret, if you may read it.")
  private @Nullable String credential;

  @Option(
      names = "--allowed-endpoints",
      paramLabel = "PATTERNS",
      defaultValue =
          "${env:CLOUD_BACKUP_ALLOWED_ENDPOINTS:-https://*.api.cloud.yandex.net,https://auth.yandex.cloud}",
      description =
          "Where the credential may be sent, whatever the BackupFolder says"
              + " (CLOUD_BACKUP_ALLOWED_ENDPOINTS; ${DEFAULT-VALUE}).")
  private String allowed = "";

  /** The API of a folder's cloud. Sends nothing but, where it must, a question for endpoints. */
  BackupApi connect(Session session, Cluster cluster, BackupFolder folder) {
    try {
      CloudConnector connector =
          new CloudConnector(
              ClientSettings.DEFAULT,
              AllowedEndpoints.parse(allowed),
              CloudConnector.DISCOVERY,
              CaBundle.NONE,
              session.version(),
              ClientRuntime.system());
      return connector.connect(
          endpoints(folder.getSpec()),
          credentials(session, cluster, folder),
          connector.budget(folder.getSpec().maxRequestsPerSecond()));
    } catch (EndpointNotAllowedException e) {
      throw new Failure(
          ExitCode.CLOUD,
          "The credential is not sent there: "
              + e.getMessage()
              + " If you trust the endpoint, name it in --allowed-endpoints.",
          e);
    } catch (InvalidCredentialsException e) {
      throw new Failure(ExitCode.CLOUD, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "--allowed-endpoints: " + e.getMessage(), e);
    }
  }

  private Credentials credentials(Session session, Cluster cluster, BackupFolder folder) {
    if (credential == null) {
      return ofSecret(cluster, folder);
    }
    if (credential.startsWith(VARIABLE)) {
      String name = credential.substring(VARIABLE.length());
      return parse(session.environment().getOrDefault(name, ""));
    }
    try {
      return parse(Files.readString(Path.of(credential)));
    } catch (IOException | InvalidPathException e) {
      throw new Failure(
          ExitCode.USAGE,
          "--credential: the file " + credential + " can't be read: check the path.",
          e);
    }
  }

  private static Credentials parse(String text) {
    return text.strip().startsWith("{")
        ? AuthorizedKeyFile.parse(text)
        : new Credentials.IamToken(text);
  }

  private static Credentials ofSecret(Cluster cluster, BackupFolder folder) {
    BackupFolderSpec.FolderCredentials given = folder.getSpec().credentials();
    SecretKeyRef key = given.authorizedKeySecretRef();
    SecretKeyRef ref = key == null ? given.iamTokenSecretRef() : key;
    if (ref == null) {
      throw noSecret(folder, "has credentials that only the operator can use");
    }
    String namespace = folder.getMetadata().getNamespace();
    Secret secret =
        cluster
            .find(Secret.class, namespace, ref.name())
            .orElseThrow(() -> noSecret(folder, "names a Secret that is not there"));
    Map<String, String> labels =
        Optional.ofNullable(secret.getMetadata().getLabels()).orElse(Map.of());
    if (!"true".equals(labels.get(BackupApiGroup.CREDENTIALS_LABEL))) {
      throw noSecret(folder, "names a Secret without the label that lets it be sent to the cloud");
    }
    String data =
        Optional.ofNullable(secret.getData()).orElse(Map.of()).getOrDefault(ref.key(), "");
    String text = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    return key == null ? new Credentials.IamToken(text) : AuthorizedKeyFile.parse(text);
  }

  private static Failure noSecret(BackupFolder folder, String why) {
    return new Failure(
        ExitCode.CLOUD,
        "BackupFolder "
            + folder.getMetadata().getName()
            + " "
            + why
            + ": give a credential of your own with --credential, such as --credential"
            + " env:YC_TOKEN with YC_TOKEN=$(yc iam create-token).");
  }

  private static GivenEndpoints endpoints(BackupFolderSpec spec) {
    FolderEndpoints given = spec.endpoints();
    return given == null
        ? GivenEndpoints.NONE
        : GivenEndpoints.parse(
            given.backup(), given.operation(), given.iam(), given.tokenExchange());
  }
}
