package io.cloudbackup.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.Objects;

/** Who of several replicas leads: the Lease that they contend for. */
public final class Leadership {
  /** A Lease of 15 s has to run out first. */
  private static final Duration TIME_TO_TAKE_OVER = Duration.ofSeconds(60);

  private Leadership() {}

  /** The Lease itself. */
  public static Resource<Lease> lease() {
    return ControlPlane.shared()
        .admin()
        .leases()
        .inNamespace(ControlPlane.RELEASE)
        .withName("cloud-backup-operator");
  }

  /** Forgets a leader of before, so that the next replica needn't wait for its Lease to run out. */
  public static void vacate() {
    var _ = lease().delete();
    Eventually.eventually(() -> assertThat(lease().get()).isNull());
  }

  /** Waits until the replica of that name leads. */
  public static void await(String identity) {
    Eventually.within(
        TIME_TO_TAKE_OVER,
        () -> {
          Lease lease = lease().get();
          assertThat(lease).isNotNull();
          assertThat(Objects.requireNonNull(lease).getSpec().getHolderIdentity())
              .startsWith(identity + "-");
        });
  }
}
