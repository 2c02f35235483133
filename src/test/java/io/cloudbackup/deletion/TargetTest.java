package io.cloudbackup.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.Lookup;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static Target<String> of(Lookup<String> lookup) {
    return Target.of(
        lookup, it -> it.equals("mine") ? new Target.Present<>(it) : new Target.Refused<>("No."));
  }

  @Test
  void shouldTakeOnlyWhatTheCloudSaysForAbsent() {
    CloudError error = new CloudError(CloudError.Kind.LOST, 0, "cut off", "", "Backup.get");

    assertThat(of(new Lookup.Absent<>())).isEqualTo(new Target.Absent<>());
    assertThat(of(new Lookup.NotAsked<>())).isEqualTo(new Target.NotAsked<>());
    assertThat(of(new Lookup.Failed<>(error))).isEqualTo(new Target.Failed<>(error));
  }

  @Test
  void shouldAskWhoseItIsThatWasFound() {
    assertThat(of(new Lookup.Found<>("mine"))).isEqualTo(new Target.Present<>("mine"));
    assertThat(of(new Lookup.Found<>("theirs"))).isEqualTo(new Target.Refused<>("No."));
  }
}
