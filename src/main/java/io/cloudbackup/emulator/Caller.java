package io.cloudbackup.emulator;

import java.util.Set;

/** Who calls, and which folders they may use. */
record Caller(String accountId, boolean all, Set<String> folders) {
  /** For methods that need no token. */
  static final Caller NOBODY = new Caller("", false, Set.of());

  void mayUse(String folder) {
    if (!all && !folders.contains(folder)) {
      throw new ApiException(
          GrpcCode.PERMISSION_DENIED, "Permission denied to folder " + folder + ".");
    }
  }
}
