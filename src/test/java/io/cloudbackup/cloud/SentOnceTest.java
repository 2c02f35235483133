package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.ScriptedServer.answer;
import static io.cloudbackup.cloud.ScriptedServer.answerAndClose;
import static io.cloudbackup.cloud.ScriptedServer.cut;
import static io.cloudbackup.cloud.ScriptedServer.hangUp;
import static io.cloudbackup.cloud.ScriptedServer.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.cloudbackup.cloud.ScriptedServer.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A method that changes something reaches the server once at most, whatever the server does. */
class SentOnceTest {
  private static final String OPERATION = Json.file("operation.json");
  private static final ClientSettings IMPATIENT =
      new ClientSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          3,
          Duration.ofMillis(1));

  private final FakeTime time = new FakeTime();
  private final ScriptedServer server = new ScriptedServer();
  private final BackupApi api = TestApi.of(server.uri(), time);

  /** A method that changes something. */
  enum Change implements Consumer<BackupApi> {
    START_RECOVERY {
      @Override
      public void accept(BackupApi api) {
        api.startRecovery("backup", "machine", "key");
      }
    },
    DELETE_BACKUP {
      @Override
      public void accept(BackupApi api) {
        api.deleteBackup("machine", "backup", "key");
      }
    },
    DELETE_RESOURCE {
      @Override
      public void accept(BackupApi api) {
        api.deleteResource("machine", "resource", "key");
      }
    }
  }

  record Case(String name, Reply reply, Kind kind) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> answers() {
    return List.of(
        new Case("408", answer(408, ""), Kind.UNAVAILABLE),
        new Case("503 at once", answer(503, "", "Retry-After: 0"), Kind.UNAVAILABLE),
        new Case(
            "503 in 99999999999 s", answer(503, "", "Retry-After: 99999999999"), Kind.UNAVAILABLE),
        new Case("500", answer(500, "<html>"), Kind.UNAVAILABLE),
        new Case("307", answer(307, "", "Location: /elsewhere"), Kind.GARBAGE),
        new Case("308", answer(308, "", "Location: /elsewhere"), Kind.GARBAGE),
        new Case("421", answer(421, ""), Kind.GARBAGE),
        new Case("401", answer(401, "", "WWW-Authenticate: Basic"), Kind.UNAUTHENTICATED),
        new Case("404 of a proxy", answer(404, "<html>"), Kind.GARBAGE),
        new Case("200 with HTML", answer(200, "<html>"), Kind.GARBAGE),
        new Case("closed after the request", hangUp(), Kind.LOST),
        new Case("closed in the answer", cut(OPERATION, 20), Kind.LOST));
  }

  static Stream<Map.Entry<Change, Case>> changesAndAnswers() {
    return Stream.of(Change.values())
        .flatMap(change -> answers().stream().map(answer -> Map.entry(change, answer)));
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("changesAndAnswers")
  void shouldReachServerOnce(Map.Entry<Change, Case> row) {
    server.reply(row.getValue().reply()).json(OPERATION).json(OPERATION);

    CloudError error = failure(api, row.getKey());

    assertThat(server.received()).hasSize(1);
    assertThat(error.kind()).isEqualTo(row.getValue().kind());
    assertThat(error.ambiguous()).isEqualTo(error.kind() != Kind.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void shouldSayLostWhenNoAnswerComesInTime(Change change) {
    server.reply(silence()).json(OPERATION);

    CloudError error = failure(TestApi.of(server.uri(), server.uri(), IMPATIENT, time), change);

    assertThat(server.received()).hasSize(1);
    assertThat(error.kind()).isEqualTo(Kind.LOST);
    assertThat(error.message()).startsWith("no answer from 127.0.0.1 within 1000 ms: ");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void shouldSayUnreachableWhenPortIsRefused(Change change) {
    server.close();

    CloudError error = failure(api, change);

    assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(error.ambiguous()).isFalse();
    assertThat(error.message()).startsWith("not sent: no connection to 127.0.0.1: ");
  }

  static List<Change> changes() {
    return List.of(Change.values());
  }

  @Test
  void shouldSayUnreachableWhenNameIsUnknown() {
    URI nowhere = URI.create("http://cloud.invalid");
    BackupApi unknown = new HttpBackupApi(TestApi.calls(new FakeTokens(), time), nowhere, nowhere);

    CloudError error = failure(unknown, Change.START_RECOVERY);

    assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void shouldSayUnreachableWhenTlsFails() {
    URI tls = URI.create("https://127.0.0.1:" + server.uri().getPort());
    BackupApi overTls = new HttpBackupApi(TestApi.calls(new FakeTokens(), time), tls, tls);

    assertThat(failure(overTls, Change.START_RECOVERY).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void shouldTakeNewConnectionWhenServerHasClosedTheIdleOne() {
    // A keep-alive connection is in the pool, and the server has closed it meanwhile.
    server.reply(answerAndClose(200, "{}")).json(OPERATION).json(OPERATION);
    api.listResources("folder", "");

    api.startRecovery("backup", "machine", "key");
    api.startRecovery("backup", "machine", "key");

    assertThat(server.received())
        .extracting(ScriptedServer.Received::connection)
        .containsExactly(1, 2, 3);
  }

  @Test
  void shouldNotSendWhenTooMuchTimeHasPassed() {
    FakeTokens slow =
        new FakeTokens() {
          @Override
          public String token() {
            time.pass(TestApi.SETTINGS.sendWithin().plusMillis(1));
            return super.token();
          }
        };

    CloudError error = failure(TestApi.of(server.uri(), slow, time), Change.START_RECOVERY);

    assertThat(server.received()).isEmpty();
    assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(error.message()).contains("too much time had passed");
  }

  @Test
  void shouldNotRepeatWithNewTokenWhenTokenIsRefused() {
    FakeTokens tokens = new FakeTokens();
    server.reply(answer(401, Json.file("token-error.json"))).json(OPERATION);

    CloudError error = failure(TestApi.of(server.uri(), tokens, time), Change.START_RECOVERY);

    assertThat(server.received()).hasSize(1);
    assertThat(error.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(tokens.refused()).containsExactly("t1.token-0");
  }

  @Test
  void shouldSayLostAndStayInterruptedWhenInterruptedAfterSending() throws Exception {
    AtomicReference<CloudError> error = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  error.set(failure(TestApi.of(server.uri(), time), Change.START_RECOVERY));
                  interrupted.set(Thread.currentThread().isInterrupted());
                });
    server.reply(
        socket -> {
          caller.interrupt();
          return silence().send(socket);
        });

    caller.start();
    caller.join(Duration.ofSeconds(30));

    assertThat(error.get()).isNotNull();
    assertThat(error.get().kind()).isEqualTo(Kind.LOST);
    assertThat(interrupted.get()).isTrue();
  }

  private static CloudError failure(BackupApi api, Change change) {
    return catchThrowableOfType(CloudException.class, () -> change.accept(api)).error();
  }
}
