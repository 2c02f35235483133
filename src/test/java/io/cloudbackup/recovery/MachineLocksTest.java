package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Writes;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MachineLocksTest {
  @AutoClose("shutdown")
  private final MockWebServer server = new MockWebServer();

  private static BackupRecovery recovery() {
    BackupRecovery recovery = new BackupRecovery();
    recovery.setMetadata(
        new ObjectMetaBuilder().withNamespace("team").withName("web").withUid("uid-1").build());
    recovery.setSpec(Observations.spec(Approval.Automatic, null, null, null));
    return recovery;
  }

  @Test
  void shouldRespectLockWhenItsHolderIsInANamespaceThatMayNotBeRead() {
    server.enqueue(
        new MockResponse()
            .setResponseCode(200)
            .setBody(
                "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{},"
                    + "\"spec\":{\"holderIdentity\":\"other/db/uid-2\"}}"));
    server.enqueue(
        new MockResponse()
            .setResponseCode(403)
            .setBody("{\"apiVersion\":\"v1\",\"kind\":\"Status\",\"code\":403}"));
    server.start();

    try (KubernetesClient client = client()) {
      LockView seen = locks(client).look("machine-1", recovery()).view();

      assertThat(seen).isEqualTo(new LockView.Others("other/db", false, ""));
    }
  }

  private static MachineLocks locks(KubernetesClient client) {
    return new MachineLocks(
        new KubernetesCluster(
            client,
            new Writes(client, 1),
            new Events(client, Clock.systemUTC()),
            Set.of("team"),
            "locks"),
        new StartMemory(Clock.systemUTC()));
  }

  private KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getPort())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
