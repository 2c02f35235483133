package io.cloudbackup.resource;

import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be said of a machine at the moment. */
sealed interface MachineView {
  /**
   * The cloud knows it.
   *
   * @param tasks null where they were never asked for
   * @param swept whether the last sweep saw it, rather than a look-up of its own
   */
  record Known(Resource resource, @Nullable List<Task> tasks, boolean swept)
      implements MachineView {}

  /**
   * A fresh look was asked for and failed: what was known of it still counts, and the request is
   * not answered yet.
   */
  record Unrefreshed(Resource resource, @Nullable List<Task> tasks) implements MachineView {}

  /** The last complete sweep did not see it, which proves nothing yet. */
  record Missing() implements MachineView {}

  /** A look-up of its own found that the cloud doesn't know it. */
  record Gone() implements MachineView {}

  /** The cloud knows it, in another folder. */
  record Elsewhere() implements MachineView {}

  /**
   * The cloud knows it and doesn't say in which folder, and no sweep of this one ever saw it: it
   * may be another team's.
   */
  record Unplaced() implements MachineView {}

  /** The look-up failed, so nothing is known. */
  record LookupFailed(CloudError error) implements MachineView {}
}
