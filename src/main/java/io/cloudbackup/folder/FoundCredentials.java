package io.cloudbackup.folder;

import io.cloudbackup.cloud.Credentials;

/** A folder's credentials, or why there are none and what to do about it. */
public sealed interface FoundCredentials {
  record Usable(Credentials credentials) implements FoundCredentials {}

  record Unusable(FolderProblem problem) implements FoundCredentials {}
}
