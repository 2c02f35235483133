package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Whether a person must approve a recovery's plan. */
public enum Approval {
  Automatic,
  Manual;

  /** The careful value where a newer schema allowed one that is unknown here. */
  @JsonCreator
  static Approval of(String text) {
    return text.equals("Automatic") ? Automatic : Manual;
  }
}
