package io.cloudbackup.api;

/**
 * How the deletion of an object ends that can take something of the cloud with it: the reason of
 * the Event with which the operator lets the object go.
 */
public enum DeletionEnd {
  /** The cloud has deleted it. */
  Deleted,
  /** The cloud had none to delete. */
  AlreadyAbsent,
  /** Nobody wished it deleted; the cloud was not asked to. */
  Retained,
  /** An older object is the one that deletes it. */
  Conflict,
  /** The object is let go, and what it stands for may still be there. */
  Abandoned
}
