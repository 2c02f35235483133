package io.cloudbackup.folder;

import io.cloudbackup.cloud.CloudError;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Set;

/**
 * Why a folder can't be used.
 *
 * @param reason stable, for programs
 * @param message for a person, with what to do
 * @param lasting whether somebody has to mend it (a Secret, a role, a setting), so that it won't
 *     pass by itself
 */
public record FolderProblem(String reason, String message, boolean lasting) {
  private static final Set<String> CHANGES =
      Set.of("Backup.startRecovery", "Backup.delete", "Resource.delete");

  /** More backups than are written at once. */
  public static final FolderProblem FILLING =
      new FolderProblem(
          "Filling", "Not all backups are shown yet: they are written in steps.", false);

  /** A person holds it. */
  static final FolderProblem PAUSED =
      new FolderProblem(
          "Paused", "The annotation backup.yandex.cloud/paused holds everything.", true);

  /** The API server does not give the folder's Secret; {@code code} is its HTTP status, or 0. */
  static FolderProblem secretNotReadable(int code, String namespace) {
    return code == HttpURLConnection.HTTP_FORBIDDEN
        ? new FolderProblem(
            "SecretNotReadable",
            "The API server forbids the operator to read the Secret that spec.credentials names:"
                + " let it get Secrets in namespace "
                + namespace
                + ".",
            true)
        : new FolderProblem(
            "SecretNotReadable",
            "The API server does not give the Secret that spec.credentials names"
                + (code == 0 ? "" : " (HTTP " + code + ")")
                + ". It is tried again.",
            false);
  }

  /** The list of backups lacks some that the cloud has when it is asked for them by their ids. */
  public static FolderProblem listIncomplete(List<String> ids) {
    return new FolderProblem(
        "ListIncomplete",
        "The cloud's list lacks backups that it has, such as "
            + ids.getFirst()
            + ": no CloudBackup is removed for that. It is listed again.",
        false);
  }

  /** The API server does not take the CloudBackups of the inventory. */
  public static FolderProblem notWritten(String why) {
    return new FolderProblem(
        "CloudBackupsNotWritten",
        "The API server does not take the inventory's CloudBackups: "
            + why
            + ". It is tried again.",
        true);
  }

  /**
   * What a call failed with, as sentences, and for a 403 what to do. Source of the roles:
   * yandex.cloud/en/docs/backup/security.
   *
   * @param folderId empty where it isn't known
   */
  public static String told(CloudError error, String folderId) {
    if (error.kind() != CloudError.Kind.FORBIDDEN) {
      return error.sentence();
    }
    return error.text()
        + ". Grant the service account "
        + (CHANGES.contains(error.call())
            ? "backup.editor"
            : "backup.viewer (to watch) or backup.editor (to act)")
        + (folderId.isEmpty() ? " on the folder." : " on folder " + folderId + ".");
  }

  /** What a failed call to the cloud says about the folder. */
  public static FolderProblem of(CloudError error, String folderId) {
    String what = error.text();
    if (!error.reason().isEmpty()) {
      return new FolderProblem(
          error.reason(), what + ".", error.kind() == CloudError.Kind.NO_TOKEN);
    }
    return switch (error.kind()) {
      case UNAUTHENTICATED, NO_TOKEN ->
          new FolderProblem(
              "AuthenticationFailed",
              what
                  + ". Put a valid token or key into the Secret that spec.credentials names; where"
                  + " it names none, check that the service account still exists.",
              true);
      case FORBIDDEN -> new FolderProblem("PermissionDenied", told(error, folderId), true);
      case NOT_FOUND ->
          new FolderProblem(
              "FolderNotFound", what + ". Check spec.folderId " + folderId + ".", true);
      case THROTTLED ->
          new FolderProblem(
              "Throttled", what + ". Lower spec.maxRequestsPerSecond if this goes on.", false);
      case UNREACHABLE ->
          new FolderProblem(
              "EndpointUnreachable",
              what + ". It is tried again; look at network, name resolution and spec.endpoints.",
              false);
      case LOST, UNAVAILABLE ->
          new FolderProblem("CloudNotAnswering", what + ". It is tried again.", false);
      case GARBAGE ->
          new FolderProblem(
              "UnexpectedAnswer",
              what + ". It is tried again; if it goes on, look for a proxy in between.",
              false);
      case INVALID, ALREADY_EXISTS, PRECONDITION ->
          new FolderProblem("RequestRefused", what + ".", true);
    };
  }
}
