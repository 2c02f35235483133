package io.cloudbackup.cli;

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
import io.cloudbackup.folder.FoundCredentials;
import io.cloudbackup.folder.SecretCredentials;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The way to the cloud itself, with a credential of the user's choice. */
final class CloudAccess {
  private static final String VARIABLE = "env:";
  private static final String OWN =
      "give a credential of your own with --credential, such as --credential env:YC_TOKEN with"
          + " YC_TOKEN=$(yc iam create-token)";

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
    CloudConnector connector =
        new CloudConnector(
            ClientSettings.DEFAULT,
            allowedEndpoints(),
            CloudConnector.DISCOVERY,
            CaBundle.NONE,
            session.version(),
            ClientRuntime.system());
    Credentials credentials =
        credential == null ? ofSecret(cluster, folder) : given(credential, session.environment());
    try {
      return connector.connect(
          endpoints(folder.getSpec()),
          credentials,
          connector.budget(folder.getSpec().maxRequestsPerSecond()));
    } catch (EndpointNotAllowedException e) {
      throw new Failure(
          ExitCode.CLOUD,
          "The credential is not sent there: "
              + e.getMessage()
              + " If you trust the endpoint, name it there.",
          e);
    } catch (InvalidCredentialsException e) {
      throw new Failure(ExitCode.CLOUD, e.getMessage() + " " + remedy(folder), e);
    }
  }

  /** What to do about a credential that the cloud does not accept. */
  String remedy(BackupFolder folder) {
    SecretKeyRef ref = SecretCredentials.ref(folder.getSpec().credentials());
    return credential == null && ref != null
        ? "Put a valid one into Secret " + ref.name() + ", or " + OWN + "."
        : "Give a valid one with --credential, such as a new token of `yc iam create-token`.";
  }

  private AllowedEndpoints allowedEndpoints() {
    try {
      return AllowedEndpoints.parse(allowed);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "--allowed-endpoints: " + e.getMessage(), e);
    }
  }

  private static Credentials given(String credential, Map<String, String> environment) {
    try {
      String text = text(credential, environment);
      return text.strip().startsWith("{")
          ? AuthorizedKeyFile.parse(text)
          : new Credentials.IamToken(text);
    } catch (InvalidCredentialsException e) {
      throw new Failure(ExitCode.USAGE, "--credential " + credential + ": " + e.getMessage(), e);
    }
  }

  private static String text(String credential, Map<String, String> environment) {
    if (credential.startsWith(VARIABLE)) {
      String name = credential.substring(VARIABLE.length());
      String value = environment.getOrDefault(name, "");
      if (value.isBlank()) {
        throw new Failure(
            ExitCode.USAGE,
            "--credential: the variable "
                + name
                + " is not set: put an IAM token into it, as with `export "
                + name
                + "=$(yc iam create-token)`.");
      }
      return value;
    }
    try {
      return Files.readString(Path.of(credential));
    } catch (IOException | InvalidPathException e) {
      throw new Failure(
          ExitCode.USAGE,
          // Not the text itself: it may be a token.
          "--credential: there is no such file, or it can't be read: check the path. A token goes"
              + " into a variable, such as YC_TOKEN for --credential env:YC_TOKEN.",
          e);
    }
  }

  private static Credentials ofSecret(Cluster cluster, BackupFolder folder) {
    BackupFolderSpec.FolderCredentials given = folder.getSpec().credentials();
    SecretKeyRef ref = SecretCredentials.ref(given);
    if (ref == null) {
      throw new Failure(
          ExitCode.CLOUD,
          "BackupFolder "
              + folder.getMetadata().getName()
              + " has credentials that only the operator can use: "
              + OWN
              + ".");
    }
    String namespace = folder.getMetadata().getNamespace();
    return switch (SecretCredentials.read(given, namespace, secret(cluster, namespace, ref))) {
      case FoundCredentials.Usable usable -> usable.credentials();
      case FoundCredentials.Unusable unusable ->
          throw new Failure(ExitCode.CLOUD, unusable.problem().message() + " Or " + OWN + ".");
    };
  }

  private static @Nullable Secret secret(Cluster cluster, String namespace, SecretKeyRef ref) {
    try {
      return cluster.find(Secret.class, namespace, ref.name()).orElse(null);
    } catch (Failure e) {
      if (e.code() != ExitCode.FORBIDDEN) {
        throw e;
      }
      throw new Failure(e.code(), e.line() + " Or " + OWN + ".", e);
    }
  }

  private static GivenEndpoints endpoints(BackupFolderSpec spec) {
    FolderEndpoints given = spec.endpoints();
    return given == null
        ? GivenEndpoints.NONE
        : GivenEndpoints.parse(
            given.backup(), given.operation(), given.iam(), given.tokenExchange());
  }
}
