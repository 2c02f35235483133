package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Whether a start whose answer was lost may be sent again with the same key. */
public enum StartReplay {
  WithinWindow,
  Never;

  /** The careful value where a newer schema allowed one that is unknown here. */
  @JsonCreator
  static StartReplay of(String text) {
    return text.equals("WithinWindow") ? WithinWindow : Never;
  }
}
