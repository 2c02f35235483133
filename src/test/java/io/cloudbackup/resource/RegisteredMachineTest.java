package io.cloudbackup.resource;

import static io.cloudbackup.folder.CloudRecords.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.deletion.Target;
import io.cloudbackup.folder.CloudRecords.MachineRecord;
import org.junit.jupiter.api.Test;

class RegisteredMachineTest {
  private static final String FOLDER = "folder-1";

  @Test
  void shouldBeItsFoldersToForget() {
    MachineRecord own = machine("m").inFolder(FOLDER);

    assertThat(target(own, false)).isEqualTo(new Target.Present<>(own.build()));
    assertThat(target(machine("m"), true)).isEqualTo(new Target.Present<>(machine("m").build()));
  }

  /** What the cloud says of the folder counts more than what a sweep once saw. */
  @Test
  void shouldNotForgetAnotherFoldersMachine() {
    assertThat(target(machine("m").inFolder("folder-2"), true)).isInstanceOf(Target.Refused.class);
    assertThat(target(machine("m"), false)).isInstanceOf(Target.Refused.class);
  }

  @Test
  void shouldBeAbsentOnceTheCloudHasForgottenIt() {
    MachineRecord forgotten = machine("m").inFolder(FOLDER).initStatus("DELETED");

    assertThat(target(forgotten, true)).isInstanceOf(Target.Absent.class);
    assertThat(RegisteredMachine.target(new Lookup.Absent<>(), FOLDER, true))
        .isInstanceOf(Target.Absent.class);
  }

  @Test
  void shouldNotTakeAnErrorForAbsence() {
    CloudError error = new CloudError(CloudError.Kind.FORBIDDEN, 403, "no", "", "Resource.get");

    assertThat(RegisteredMachine.target(new Lookup.Failed<>(error), FOLDER, true))
        .isEqualTo(new Target.Failed<Resource>(error));
  }

  private static Target<Resource> target(MachineRecord found, boolean swept) {
    return RegisteredMachine.target(new Lookup.Found<>(found.build()), FOLDER, swept);
  }
}
