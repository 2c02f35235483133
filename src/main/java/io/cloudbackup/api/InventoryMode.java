package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Which backups of a folder are shown as CloudBackups. */
public enum InventoryMode {
  None,
  Latest,
  All;

  /** The careful value where a newer schema allowed one that is unknown here. */
  @JsonCreator
  static InventoryMode of(String text) {
    return switch (text) {
      case "Latest" -> Latest;
      case "All" -> All;
      default -> None;
    };
  }
}
