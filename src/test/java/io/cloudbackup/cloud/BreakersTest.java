package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.BreakerState.CLOSED;
import static io.cloudbackup.cloud.BreakerState.HALF_OPEN;
import static io.cloudbackup.cloud.BreakerState.OPEN;
import static io.cloudbackup.cloud.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of a folder that would fail like those before them are not sent. */
class BreakersTest {
  private static final String FORBIDDEN = "{\"code\":7,\"message\":\"Permission denied\"}";
  private static final String NOT_THERE = "{\"code\":5,\"message\":\"no such machine\"}";
  private static final String MACHINE = "{\"resource\":{\"computeInstanceId\":\"machine\"}}";
  private static final String OPERATION = Json.file("operation.json");

  private final FakeTime time = new FakeTime();
  private final ScriptedServer server = new ScriptedServer();
  private final HeardCalls heard = new HeardCalls();
  private final BackupApi api = connect(server.uri(), server.uri());

  private BackupApi connect(URI backup, URI operation) {
    CloudConnector connector = TestApi.connector(TestApi.SETTINGS, server.uri(), time);
    return connector.connect(
        new GivenEndpoints(backup, operation, null),
        new Credentials.IamToken(TestApi.TOKEN),
        connector.budget(1000),
        heard,
        () -> {});
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldTellThatAllAreClosedAtFirst() {
    assertThat(heard.breakers())
        .isEqualTo(
            Map.of(
                "credentials",
                CLOSED,
                "permission",
                CLOSED,
                "backup",
                CLOSED,
                "operation",
                CLOSED));
  }

  @Test
  void shouldSendNothingMoreWhenTheTokenIsRefusedAgainAndAgain() {
    refuseToken();

    CloudError get = failure(() -> api.getResource("machine"));
    CloudError start = failure(() -> api.startRecovery("backup", "machine", "key"));
    CloudError operation = failure(() -> api.getOperation("operation"));

    assertThat(server.received()).hasSize(3);
    assertThat(get.kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(get.message())
        .isEqualTo(
            "not sent: the cloud has refused the credentials several times, at last with \"Token is"
                + " invalid or has expired.\": replace them");
    assertThat(start.kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(start.ambiguous()).isFalse();
    assertThat(operation.kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(heard.breaker("credentials")).isEqualTo(OPEN);
    assertThat(heard.ended().subList(3, 6))
        .containsExactly(
            "Resource.get NOT_SENT", "Backup.startRecovery NOT_SENT", "Operation.get NOT_SENT");
  }

  @Test
  void shouldGoOnWhenOneCallAfterThePauseSucceeds() {
    refuseToken();
    time.pass(Breaker.FIRST);
    server.json(MACHINE).json("{}").json("{}");

    api.getResource("machine");
    api.listResources("folder", "");
    api.listResources("folder", "");

    assertThat(heard.breaker("credentials")).isEqualTo(CLOSED);
    assertThat(server.received()).hasSize(6);
  }

  @Test
  void shouldPauseForLongerWhenTheProbeIsRefusedToo() {
    refuseToken();
    time.pass(Breaker.FIRST);
    server.reply(answer(401, Json.file("token-error.json")));
    assertThat(failure(() -> api.getResource("machine")).kind()).isEqualTo(Kind.UNAUTHENTICATED);

    time.pass(Breaker.FIRST);

    assertThat(failure(() -> api.getResource("machine")).kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(server.received()).hasSize(4);
  }

  @Test
  void shouldSendOneProbeOnlyWhileManyWantToCall() throws Exception {
    refuseToken();
    time.pass(Breaker.FIRST);
    CountDownLatch came = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    server.reply(
        socket -> {
          came.countDown();
          await(go);
          return answer(200, MACHINE, "Content-Type: application/json").send(socket);
        });
    Thread probe = Thread.ofVirtual().start(() -> api.getResource("machine"));
    await(came);

    for (Lane lane : Lane.values()) {
      assertThat(failure(() -> api.in(lane).listResources("folder", "")).kind())
          .isEqualTo(Kind.NO_TOKEN);
    }
    assertThat(heard.breaker("credentials")).isEqualTo(HALF_OPEN);
    assertThat(server.received()).hasSize(4);

    go.countDown();
    assertThat(probe.join(Duration.ofSeconds(30))).isTrue();
    assertThat(heard.breaker("credentials")).isEqualTo(CLOSED);
  }

  @Test
  void shouldStayClosedWhenTheTokenIsRefusedNowAndThen() {
    for (int i = 0; i < 5; i++) {
      server.reply(answer(401, ""), answer(401, "")).reply(answer(404, NOT_THERE));
      failure(() -> api.getResource("machine"));
      failure(() -> api.getResource("machine"));

      assertThat(failure(() -> api.getResource("machine")).kind()).isEqualTo(Kind.NOT_FOUND);
    }

    assertThat(heard.breaker("credentials")).isEqualTo(CLOSED);
  }

  @Test
  void shouldNotBlindTheSweepsWhenAViewerMayNotStartRecoveries() {
    for (int i = 0; i < 10; i++) {
      server.reply(answer(403, FORBIDDEN));
      assertThat(failure(() -> api.startRecovery("backup", "machine", "key")).httpStatus())
          .isEqualTo(403);
    }
    server.json("{}").json(MACHINE);

    api.listResources("folder", "");
    api.getResource("machine");

    assertThat(heard.breaker("permission")).isEqualTo(CLOSED);
  }

  @Test
  void shouldNotMindForeignMachines() {
    for (int i = 0; i < 10; i++) {
      server.reply(answer(403, FORBIDDEN));
      failure(() -> api.getResource("foreign"));
    }
    server.json(MACHINE);

    api.getResource("machine");

    assertThat(heard.breaker("permission")).isEqualTo(CLOSED);
  }

  @Test
  void shouldSendNothingButSweepsWhenTheWholeFolderIsForbidden() {
    forbidFolder();

    CloudError get = failure(() -> api.getResource("machine"));
    CloudError start = failure(() -> api.startRecovery("backup", "machine", "key"));

    assertThat(server.received()).hasSize(3);
    assertThat(get.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(get.httpStatus()).isZero();
    assertThat(get.message())
        .isEqualTo(
            "not sent: the cloud has refused to list the folder several times, at last with"
                + " \"Permission denied\": grant the service account a role on the folder");
    assertThat(start.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(start.ambiguous()).isFalse();
    server.json("{}").json(MACHINE);

    api.listResources("folder", "");
    api.getResource("machine");

    assertThat(heard.breaker("permission")).isEqualTo(CLOSED);
  }

  @Test
  void shouldLetOthersGoSoonWhenOnlyTheListIsForbidden() {
    forbidFolder();
    time.pass(Breaker.FIRST);
    server.json(MACHINE).json(MACHINE);

    api.getResource("machine");
    api.getResource("machine");

    assertThat(heard.breaker("permission")).isEqualTo(CLOSED);
  }

  @Test
  void shouldFailAtOnceWhenTheCloudCanNotBeReached() {
    server.close();
    for (int i = 0; i < Breaker.FAILURES_TO_OPEN; i++) {
      assertThat(failure(() -> api.getResource("machine")).message())
          .startsWith("not sent: no connection to 127.0.0.1");
    }
    int tried = heard.ended().size();

    CloudError get = failure(() -> api.getResource("machine"));
    CloudError start = failure(() -> api.startRecovery("backup", "machine", "key"));

    assertThat(get.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(get.message())
        .startsWith("not sent: several calls could not reach the cloud, the last one since no")
        .endsWith("; look at network, name resolution and proxies");
    assertThat(start.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(start.ambiguous()).isFalse();
    assertThat(heard.breaker("backup")).isEqualTo(OPEN);
    assertThat(heard.ended().subList(tried, heard.ended().size()))
        .as("nothing is tried, nor tried again")
        .containsExactly("Resource.get NOT_SENT", "Backup.startRecovery NOT_SENT");
  }

  @Test
  void shouldMindOnlyTheHostThatCanNotBeReached() {
    ScriptedServer gone = new ScriptedServer();
    gone.close();
    BackupApi halfGone = connect(server.uri(), gone.uri());
    for (int i = 0; i < Breaker.FAILURES_TO_OPEN; i++) {
      failure(() -> halfGone.getOperation("operation"));
    }
    server.json(MACHINE);

    halfGone.getResource("machine");

    assertThat(heard.breaker("operation")).isEqualTo(OPEN);
    assertThat(heard.breaker("backup")).isEqualTo(CLOSED);
  }

  @Test
  void shouldStayClosedWhenTheCloudAnswersThatItIsIll() {
    for (int i = 0; i < 12; i++) {
      server.reply(answer(503, ""));
    }
    for (int i = 0; i < 4; i++) {
      failure(() -> api.getResource("machine"));
    }
    server.json(MACHINE);

    api.getResource("machine");

    assertThat(heard.breakers().values()).containsOnly(CLOSED);
  }

  @Test
  void shouldLetStartBeTheProbeAndSendItOnce() {
    refuseToken();
    time.pass(Breaker.FIRST);
    server.reply(answer(401, Json.file("token-error.json"))).json(OPERATION);

    CloudError error = failure(() -> api.startRecovery("backup", "machine", "key"));

    assertThat(error.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(server.received()).hasSize(4);
  }

  private void refuseToken() {
    for (int i = 0; i < Breaker.FAILURES_TO_OPEN; i++) {
      server.reply(answer(401, Json.file("token-error.json")));
      assertThat(failure(() -> api.listResources("folder", "")).kind())
          .isEqualTo(Kind.UNAUTHENTICATED);
    }
  }

  private void forbidFolder() {
    for (int i = 0; i < Breaker.FAILURES_TO_OPEN; i++) {
      server.reply(answer(403, FORBIDDEN));
      assertThat(failure(() -> api.listResources("folder", "")).httpStatus()).isEqualTo(403);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CloudError failure(Runnable call) {
    return catchThrowableOfType(CloudException.class, call::run).error();
  }
}
