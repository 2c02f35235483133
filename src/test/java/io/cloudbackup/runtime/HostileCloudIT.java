package io.cloudbackup.runtime;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.testing.HostileCloud;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A folder whose cloud is out to do harm, beside one whose cloud is not. */
@SharedOperator
class HostileCloudIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MACHINE = "epdnasty";
  private static final String EVIL =
      "seen\r\n2026-01-01T00:00:00.000Z ERROR Forged: line\u001b[2J\u2028\u202e\0\ud800\"";

  @AutoClose private final Scene scene = Scene.start("hostile", "machines: [{id: epdgood}]");

  private void hostileFolder(HostileCloud cloud) {
    scene.folder(
        "hostile",
        "credentials: {iamTokenSecretRef: {name: token, key: token}}",
        cloud.endpoints());
  }

  static Stream<Arguments> behaviours() throws IOException {
    String forged =
        JSON.writeValueAsString(
            JSON.createObjectNode().put("code", 3).put("message", EVIL.repeat(100)));
    return Stream.of(
        Arguments.of("UnexpectedAnswer", "1000 pages", HostileCloud.endlessPages()),
        Arguments.of("UnexpectedAnswer", "larger than", HostileCloud.gigabytes()),
        Arguments.of("UnexpectedAnswer", "no JSON object", HostileCloud.swellingAnswers()),
        Arguments.of("RequestRefused", "Forged", HostileCloud.refusals(400, forged)));
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void shouldSayWhatIsWrongAndGoOnWithOtherFolders(
      String reason, String words, HostileCloud.Behaviour behaviour) {
    scene.withFolder();
    try (HostileCloud cloud = HostileCloud.start(behaviour)) {
      hostileFolder(cloud);

      eventually(
          () -> {
            var conditions = scene.folder("hostile").conditions();
            assertThat(state(conditions, "Ready")).isEqualTo("False " + reason);
            assertThat(message(conditions, "Ready")).contains(words).doesNotContain("\n", "\u001b");
          });

      Instant now = Instant.now();
      eventually(
          () -> assertThat(Rfc3339.parse(scene.folder("default").lastSweepTime())).isAfter(now));
      assertThat(state(scene.folder("default").conditions(), "Ready")).isEqualTo("True Swept");
      assertThat(cloud.requests()).isPositive();
      assertThat(OperatorUnderTest.shared().log())
          .doesNotContain("\u001b", "OutOfMemoryError")
          .doesNotContainPattern("(?m)^2026-01-01T00:00:00.000Z ERROR Forged");
    }
  }

  @Test
  void shouldWriteStatusesThatTheApiServerTakesWhateverAMachineIsCalled() {
    scene.secret("token", java.util.Map.of("token", "t1.one"));
    try (HostileCloud cloud = HostileCloud.start(HostileCloudIT::nasty)) {
      hostileFolder(cloud);
      scene.create(
          "BackupResource",
          "nasty",
          "{computeInstanceId: " + MACHINE + ", folderRef: {name: hostile}}");
      scene.create(
          "BackupRecovery",
          "nasty",
          """
          {folderRef: {name: hostile}, source: {backupId: backup-nasty}, approval: Manual,
           target: {computeInstanceId: %s}, startDeadline: '%s'}
          """
              .formatted(MACHINE, Instant.now().plusSeconds(600)));

      eventually(
          () -> {
            assertThat(state(scene.resource("nasty").conditions(), "Ready"))
                .isEqualTo("True Observed");
            assertThat(scene.resource("nasty").recentTasks()).isNotEmpty();
            assertThat(scene.recovery("nasty").phase())
                .as("%s", scene.recovery("nasty").message())
                .isEqualTo("AwaitingApproval");
          });

      String details = requireNonNull(scene.resource("nasty").stateDetails());
      assertThat(details.codePointCount(0, details.length())).isEqualTo(1024);
      assertThat(requireNonNull(scene.recovery("nasty").plan()).disks()).hasSize(40);
      String version = version();
      throughout(
          Duration.ofSeconds(12),
          () -> assertThat(version()).as("what is the same is written once").isEqualTo(version));
    }
  }

  private String version() {
    return scene.existing(BackupResource.class, "nasty").getMetadata().getResourceVersion();
  }

  private static void nasty(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    ObjectNode answer = JSON.createObjectNode();
    if (path.endsWith("/tasks")) {
      tasks(answer.putArray("tasks"));
    } else if (path.endsWith("/resources")) {
      answer.putArray("resources").add(machine());
    } else if (path.contains("/resources/")) {
      answer.set("resource", machine());
    } else if (path.endsWith("/backups")) {
      answer.putArray("backups").add(backup());
    } else {
      answer = backup();
    }
    HostileCloud.json(exchange, 200, answer.toString());
  }

  private static ObjectNode machine() {
    ObjectNode machine =
        JSON.createObjectNode()
            .put("computeInstanceId", MACHINE)
            .put("createdAt", "0000-01-01T00:00:00Z")
            .put("updatedAt", "9999-12-31T23:59:59.999999999Z")
            .put("lastBackupTime", "9999-12-31T23:59:59.999999999Z")
            .put("nextBackupTime", "0002-01-01T00:00:00Z")
            .put("online", true)
            .put("enabled", true)
            .put("isActive", true)
            .put("status", "IDLE")
            .put("statusDetails", EVIL + "𝄞".repeat(10_000))
            .put("statusProgress", Long.MIN_VALUE)
            .put("resourceId", EVIL.repeat(100))
            .put("initStatus", "REGISTRED")
            .put("metadata", EVIL.repeat(1000))
            .put("type", "COMPUTE");
    machine.putObject("agentInfo").put("currentVersion", EVIL.repeat(100));
    machine.putObject("tenantInfo").put("folderId", "b1gone");
    return machine;
  }

  private static void tasks(ArrayNode tasks) {
    for (long id = 0; id < 300; id++) {
      ObjectNode task =
          tasks
              .addObject()
              .put("id", Long.MAX_VALUE - id)
              .put("type", "BACKUP")
              .put("status", "COMPLETED")
              .put("resultCode", EVIL.repeat(100))
              .put("error", EVIL + "𝄞".repeat(5_000))
              .put("completedAt", "9999-12-31T23:59:59Z");
      task.putObject("progress").put("current", Long.MIN_VALUE).put("total", -1);
    }
  }

  private static ObjectNode backup() {
    ObjectNode backup =
        JSON.createObjectNode()
            .put("id", "backup-nasty")
            .put("createdAt", "9999-12-31T23:59:59Z")
            .put("computeInstanceId", MACHINE)
            .put("size", -1)
            .put("type", EVIL);
    for (int disk = 0; disk < 40; disk++) {
      ObjectNode one = backup.withArray("disks").addObject().put("name", EVIL).put("size", -1);
      for (int volume = 0; volume < 20; volume++) {
        one.withArray("volumes")
            .addObject()
            .put("name", "𝄞".repeat(200))
            .put("size", Long.MIN_VALUE);
      }
    }
    return backup;
  }
}
