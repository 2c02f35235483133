package io.cloudbackup.runtime;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Eventually.within;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.testing.Leadership;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.OwnOperator;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of several replicas one acts; when it is gone another one does. */
@OwnOperator
class LeaderElectionIT {
  private final String machine = "epd" + UUID.randomUUID().toString().substring(0, 8);

  @AutoClose
  private final Scene scene =
      Scene.start("leader", "machines: [{id: %s, backups: [{id: backup-one}]}]".formatted(machine));

  @BeforeEach
  void vacate() {
    Leadership.vacate();
  }

  private OperatorUnderTest replica(String identity) {
    return OperatorUnderTest.start(
        "--leader-election",
        "true",
        "--identity",
        identity,
        "--watch-namespaces",
        scene.namespace());
  }

  @Test
  void shouldLetTheOtherReplicaTakeOverWhenTheLeaderIsKilled() {
    scene.cloud().settings("{\"recoveryDuration\": \"40s\"}");
    try (OperatorUnderTest first = replica("first")) {
      Leadership.await("first");
      scene.secret("token", Map.of("token", "t1.one"));
      scene.folder("gone", "credentials: {iamTokenSecretRef: {name: token, key: token}}", "");
      try (OperatorUnderTest second = replica("second")) {
        scene.delete(BackupFolder.class, "gone");
        assertThat(second.get("/readyz").statusCode()).as("it waits, ready").isEqualTo(200);
        eventually(() -> assertThat(scene.find(BackupFolder.class, "gone")).isNull());
        int before = scene.cloud().calls("Resource.list").size();
        scene.withFolder("sweepInterval: 1h");
        eventually(
            () ->
                assertThat(state(scene.folder("default").conditions(), "Ready"))
                    .isEqualTo("True Swept"));
        throughout(
            Duration.ofSeconds(3),
            () -> assertThat(sweepsSince(before)).as("one sweeps").isEqualTo(1));
        scene.create(
            "BackupRecovery",
            "web",
            "{source: {backupId: backup-one}, target: {computeInstanceId: %s}, startDeadline: '%s'}"
                .formatted(machine, Instant.now().plusSeconds(600)));
        eventually(() -> assertThat(scene.recovery("web").progressPercent()).isPositive());
        assertThat(Objects.requireNonNull(scene.recovery("web").start()).holder())
            .startsWith("first-");

        first.kill();

        Leadership.await("second");
        within(
            Duration.ofSeconds(60),
            () -> assertThat(scene.recovery("web").phase()).isEqualTo("Succeeded"));
        assertThat(scene.cloud().starts(machine)).hasSize(1);
        assertThat(second.alive()).isTrue();
        scene.create(
            "BackupResource",
            "one",
            "{computeInstanceId: %s, folderRef: {name: gone}}".formatted(machine));
        eventually(
            () ->
                assertThat(state(scene.resource("one").conditions(), "Ready"))
                    .as("it knew the folder only before it was the leader")
                    .isEqualTo("False BackupFolderNotFound"));
      }
    }
  }

  private int sweepsSince(int before) {
    return scene.cloud().calls("Resource.list").size() - before;
  }

  @Test
  void shouldEndWhenItIsTheLeaderNoMore() {
    try (OperatorUnderTest operator = replica("first")) {
      Leadership.await("first");

      // Without a resourceVersion, since the leader renews the Lease all the time.
      var _ =
          Leadership.lease()
              .patch(
                  PatchContext.of(PatchType.JSON_MERGE),
                  "{\"spec\": {\"holderIdentity\": \"somebody-else\"}}");

      assertThat(operator.awaitEnd(Duration.ofSeconds(45))).isEqualTo(1);
      assertThat(operator.log()).contains("leadership was lost");
    }
  }
}
