package io.cloudbackup.folder;

/** How an object that observes through a folder stands to it. */
public sealed interface FolderView {
  /** It can be used and its last sweep counts. */
  record Synced() implements FolderView {}

  /** Its first sweep is not over. */
  record Starting() implements FolderView {}

  /** The cloud can't be asked. */
  record OutOfSync(String reason, String message) implements FolderView {}

  /**
   * There is no such folder, or this object may not use it; which of both is not for its owner to
   * learn.
   */
  record Refused(String reason, String message) implements FolderView {}
}
