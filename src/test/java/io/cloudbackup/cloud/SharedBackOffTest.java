package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Once the cloud has said that there are too many requests, no call of the folder is sent. */
class SharedBackOffTest {
  private static final String OPERATION = Json.file("operation.json");

  private final FakeTime time = new FakeTime();
  private final MockWebServer server = MockCloud.start();
  private final HeardCalls heard = new HeardCalls();
  private final BackupApi api = connect();

  private BackupApi connect() {
    CloudConnector connector = TestApi.connector(TestApi.SETTINGS, uri(server), time);
    return connector.connect(
        new GivenEndpoints(uri(server), uri(server), null),
        new Credentials.IamToken(TestApi.TOKEN),
        connector.budget(10),
        heard,
        () -> {});
  }

  static List<MockResponse> refusals() {
    return List.of(
        answer(429, ""),
        answer(429, "{\"code\":8,\"message\":\"too many\"}"),
        answer(400, "{\"code\":8,\"message\":\"too many\"}"));
  }

  @AfterEach
  void close() {
    server.shutdown();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void shouldReadAgainAfterThePause(MockResponse refusal) {
    server.enqueue(refusal);
    server.enqueue(json("{}"));

    assertThat(api.listResources("folder", "").items()).isEmpty();

    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(time.slept()).containsExactly(Duration.ofMillis(100), Duration.ofMillis(650));
    assertThat(heard.ended()).containsExactly("Resource.list THROTTLED", "Resource.list OK");
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void shouldKeepEveryLaneBack(Lane lane) {
    refuseStart("Retry-After: 3");
    server.enqueue(json("{}"));

    api.in(lane).listResources("folder", "");

    assertThat(heard.waited()).containsExactly("RECOVERY 0", lane + " 3250");
    assertThat(time.slept()).containsExactly(Duration.ofMillis(3250));
  }

  @ParameterizedTest
  @EnumSource(Lane.class)
  void shouldFailAtOnceWhenThePauseIsLong(Lane lane) {
    refuseStart("Retry-After: 30");

    CloudException e =
        catchThrowableOfType(CloudException.class, () -> api.in(lane).listResources("folder", ""));

    assertThat(e.error().kind()).isEqualTo(Kind.THROTTLED);
    assertThat(e.error().httpStatus()).isZero();
    assertThat(e.error().message()).startsWith("not sent: the cloud answered that there are too");
    assertThat(e.retryAfter()).contains(Duration.ofMillis(30_250));
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(time.slept()).isEmpty();
    assertThat(heard.ended())
        .containsExactly("Backup.startRecovery THROTTLED", "Resource.list NOT_SENT");
  }

  @Test
  void shouldSendAgainWhenTheLongestPauseIsOver() {
    refuseStart("Retry-After: 999999999");
    server.enqueue(json("{}"));
    time.pass(BackOff.LONGEST_WISH.plus(BackOff.FIRST));

    api.listResources("folder", "");

    assertThat(time.slept()).isEmpty();
  }

  @Test
  void shouldSendOneAtOnceAndTheOthersAtTheRateAfterThePause() {
    refuseStart();
    for (int i = 0; i < 4; i++) {
      server.enqueue(json("{}"));
    }
    time.pass(BackOff.FIRST.multipliedBy(2));

    for (int i = 0; i < 4; i++) {
      api.listResources("folder", "");
    }

    // The bucket gives 10 a second, and was refilled since the pause ended after 750 ms.
    assertThat(heard.waited())
        .containsExactly("RECOVERY 0", "SWEEP 0", "SWEEP 0", "SWEEP 0", "SWEEP 50");
  }

  @Test
  void shouldDelayStartWithinItsTime() {
    refuseStart("Retry-After: 4");
    server.enqueue(json(OPERATION));

    start();

    assertThat(time.slept()).containsExactly(Duration.ofMillis(4250));
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void shouldNotSendStartThatWouldComeTooLate() {
    refuseStart("Retry-After: 5");
    server.enqueue(json(OPERATION));

    CloudError error = catchThrowableOfType(CloudException.class, this::start).error();

    assertThat(error.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(error.ambiguous()).isFalse();
    assertThat(error.message()).startsWith("not sent: ");
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(time.slept()).isEmpty();
  }

  @Test
  void shouldNeverSendStartAgainByItself() {
    refuseStart();
    server.enqueue(json(OPERATION));

    time.pass(Duration.ofMinutes(1));

    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(heard.ended()).containsExactly("Backup.startRecovery THROTTLED");
  }

  @Test
  void shouldMindNoOtherFolder() {
    refuseStart("Retry-After: 30");
    server.enqueue(json("{}"));

    connect().listResources("other", "");

    assertThat(time.slept()).isEmpty();
  }

  /** The send that meets the refusal: it is sent once, and nothing is paused before. */
  private void refuseStart(String... headers) {
    server.enqueue(answer(429, "", headers));
    CloudError error = catchThrowableOfType(CloudException.class, this::start).error();
    assertThat(error.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(error.httpStatus()).isEqualTo(429);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  private void start() {
    api.in(Lane.RECOVERY).startRecovery("backup", "machine", "key");
  }
}
