package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What the deletion of an object does in the cloud. */
public enum DeletionPolicy {
  Retain,
  Delete;

  /** The careful value where a newer schema allowed one that is unknown here. */
  @JsonCreator
  static DeletionPolicy of(String text) {
    return text.equals("Delete") ? Delete : Retain;
  }
}
