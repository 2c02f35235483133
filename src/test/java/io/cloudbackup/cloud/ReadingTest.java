package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.received;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reading method is repeated where that can help, and only there. */
class ReadingTest {
  private final FakeTime time = new FakeTime();
  private final MockWebServer server = MockCloud.start();
  private final BackupApi api = TestApi.of(uri(server), time);

  static List<MockResponse> passingFaults() {
    return List.of(
        answer(503, ""),
        answer(503, "", "Retry-After: 0"),
        answer(500, "{\"code\":13,\"message\":\"internal\"}"),
        answer(408, ""));
  }

  @AfterEach
  void close() {
    server.shutdown();
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void shouldTryAgainWhenFaultMayPass(MockResponse fault) {
    server.enqueue(fault);
    server.enqueue(json("{}"));

    assertThat(api.listResources("folder", "").items()).isEmpty();

    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(time.slept()).containsExactly(Duration.ofMillis(100));
  }

  @Test
  void shouldGiveUpAfterThreeAttemptsWithLongerAndLongerPauses() {
    server.enqueue(answer(503, ""));
    server.enqueue(answer(503, ""));
    server.enqueue(answer(503, ""));
    server.enqueue(json("{}"));

    CloudError error = failure(() -> api.listResources("folder", ""));

    assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(server.getRequestCount()).isEqualTo(3);
    assertThat(time.slept()).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
  }

  @Test
  void shouldTraceAttemptsOfOneCallTogether() {
    server.enqueue(answer(503, ""));
    server.enqueue(json("{}"));
    server.enqueue(json("{}"));

    api.listResources("folder", "");
    api.listResources("folder", "");

    List<RecordedRequest> all = received(server);
    assertThat(all).extracting(r -> r.getHeader("x-client-request-id")).doesNotHaveDuplicates();
    assertThat(all.get(0).getHeader("x-client-trace-id"))
        .isEqualTo(all.get(1).getHeader("x-client-trace-id"))
        .isNotEqualTo(all.get(2).getHeader("x-client-trace-id"));
  }

  @Test
  void shouldWaitAsLongAsTheCloudAsksFor() {
    server.enqueue(answer(429, "", "Retry-After: 7"));
    server.enqueue(json("{}"));

    api.listResources("folder", "");

    // The pause that all calls of the folder make ends a little later than its own.
    assertThat(time.slept()).containsExactly(Duration.ofMillis(7100), Duration.ofMillis(150));
  }

  @Test
  void shouldPassOnTheWishWhenCloudAsksForMoreThanTenSeconds() {
    server.enqueue(answer(429, "", "Retry-After: 11"));

    CloudException e =
        catchThrowableOfType(CloudException.class, () -> api.listResources("folder", ""));

    assertThat(e.error().kind()).isEqualTo(Kind.THROTTLED);
    assertThat(e.retryAfter()).contains(Duration.ofSeconds(11));
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(time.slept()).isEmpty();
  }

  @Test
  void shouldNotPauseBeyondTheDeadline() {
    ClientSettings short_ =
        new ClientSettings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(250),
            Duration.ofSeconds(2),
            9,
            Duration.ofMillis(200));
    server.enqueue(answer(503, ""));
    server.enqueue(answer(503, ""));
    server.enqueue(answer(503, ""));

    CloudError error =
        failure(() -> TestApi.of(uri(server), uri(server), short_, time).listResources("f", ""));

    // After 100 ms, 150 are left, and the next pause would be 200.
    assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 7, 9, 11, 12})
  void shouldNotTryAgainWhenCloudHasDecided(int code) {
    server.enqueue(answer(400, "{\"code\":" + code + ",\"message\":\"no\"}"));

    failure(() -> api.listResources("folder", ""));

    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "null",
        "[]",
        "\"text\"",
        "{\"resources\":[{\"computeInstanceId\":\"m\"}]",
        "{}{}",
        "{\"unrelated\":true}",
        "{\"resources\":{}}",
        "{\"resources\":[\"m\"]}",
        "{\"resources\":[{\"statusProgress\":\"many\"}]}",
        "{\"resources\":[{\"statusProgress\":\"9223372036854775808\"}]}",
        "{\"resources\":[{\"statusProgress\":9223372036854775808}]}",
        "{\"resources\":[{\"statusProgress\":1.5}]}",
        "{\"resources\":[{\"statusProgress\":[]}]}",
        "{\"resources\":[{\"createdAt\":\"yesterday\"}]}",
        "{\"resources\":[{\"createdAt\":17}]}",
        "{\"resources\":[{\"lastBackupTime\":\"+999999999-12-31T23:59:59Z\"}]}",
        "{\"resources\":[{\"online\":{}}]}",
        "{\"resources\":[{\"tenantInfo\":\"me\"}]}",
        "{\"resources\":[{\"status\":[\"IDLE\"]}]}"
      })
  void shouldSayGarbageOnceWhenAnswerIsNotTheApis(String body) {
    server.enqueue(json(body));

    CloudError error = failure(() -> api.listResources("folder", ""));

    assertThat(error.kind()).isEqualTo(Kind.GARBAGE);
    assertThat(error.call()).isEqualTo("Resource.list");
    assertThat(error.message()).isNotBlank().doesNotContain("io.cloudbackup");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void shouldSayWhereTheAnswerIsWrong() {
    server.enqueue(json("{\"backups\":[{\"disks\":[{},{\"volumes\":[{\"size\":\"big\"}]}]}]}"));

    CloudError error = failure(() -> api.listBackups(new BackupQuery.OfFolder("f"), ""));

    assertThat(error.message())
        .isEqualTo("a Backup in the answer can't be read at \"disks.1.volumes.0.size\"");
  }

  @Test
  void shouldSayGarbageWhenNestingIsDeep() {
    server.enqueue(json("{\"resources\":" + "[".repeat(100_000)));

    assertThat(failure(() -> api.listResources("folder", "")).kind()).isEqualTo(Kind.GARBAGE);
  }

  @Test
  void shouldTakeAbsentAndUnknownThingsAsTheyCome() {
    server.enqueue(
        json(
            """
        {"resources":[null,{},{"computeInstanceId":"m","status":"HIBERNATING","type":7,
          "createdAt":"0001-01-01T00:00:00Z","updatedAt":"2026-07-01T14:00:00.123+02:00",
          "lastBackupTime":"","nextBackupTime":null,"statusProgress":5,"online":null}]}"""));

    List<Resource> machines = api.listResources("folder", "").items();

    assertThat(machines).hasSize(2);
    assertThat(machines.getFirst().computeInstanceId()).isEmpty();
    Resource machine = machines.getLast();
    assertThat(machine.status()).isEqualTo("HIBERNATING");
    assertThat(machine.type()).as("unknown values of an enumeration are numbers").isEqualTo("7");
    assertThat(machine.createdAt()).isNull();
    assertThat(machine.updatedAt()).isEqualTo("2026-07-01T12:00:00.123Z");
    assertThat(machine.lastBackupTime()).isNull();
    assertThat(machine.nextBackupTime()).isNull();
    assertThat(machine.statusProgress()).isEqualTo(5);
    assertThat(machine.online()).isFalse();
  }

  @Test
  void shouldDropNullsInNestedLists() {
    server.enqueue(json("{\"backups\":[{\"id\":\"b\",\"disks\":[null,{\"volumes\":[null,{}]}]}]}"));

    Backup backup = api.listBackups(new BackupQuery.OfFolder("f"), "").items().getFirst();

    assertThat(backup.disks()).hasSize(1);
    assertThat(backup.disks().getFirst().volumes()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "1e999"})
  void shouldTakeProgressThatIsNoNumberAsNone(String progress) {
    server.enqueue(
        json("{\"id\":\"cdg1\",\"metadata\":{\"progressPercentage\":" + progress + "}}"));

    assertThat(api.getOperation("cdg1").metadata())
        .isEqualTo(new Operation.Metadata(0, "", "", "", ""));
  }

  @Test
  void shouldRenewTokenAndRepeatOnceWhenItIsRefused() {
    FakeTokens tokens = new FakeTokens();
    server.enqueue(answer(401, Json.file("token-error.json")));
    server.enqueue(json("{}"));

    TestApi.of(uri(server), tokens, time).listResources("folder", "");

    assertThat(received(server))
        .extracting(r -> r.getHeader("Authorization"))
        .containsExactly("Bearer t1.token-0", "Bearer t1.token-1");
  }

  @Test
  void shouldNotRepeatTwiceWhenTheNewTokenIsRefusedToo() {
    FakeTokens tokens = new FakeTokens();
    MockResponse refusal = answer(401, Json.file("token-error.json"));
    server.enqueue(refusal);
    server.enqueue(refusal);
    server.enqueue(json("{}"));

    CloudError error =
        failure(() -> TestApi.of(uri(server), tokens, time).listResources("folder", ""));

    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(error)
        .isEqualTo(
            new CloudError(
                Kind.UNAUTHENTICATED,
                401,
                "Token is invalid or has expired.",
                "8d3b2f5e-support",
                "Resource.list"));
  }

  @Test
  void shouldNotRepeatWhenThereIsNoOtherToken() {
    server.enqueue(answer(401, ""));

    CloudError error = failure(() -> api.listResources("folder", ""));

    assertThat(error.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  private static CloudError failure(Runnable call) {
    return catchThrowableOfType(CloudException.class, call::run).error();
  }
}
