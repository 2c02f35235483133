package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.uri;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudbackup.testing.Chaos;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, a parser gives a value that is fit to be shown, or its own exception. */
class HostileAnswersTest {
  private static final int ROUNDS = 3_000;
  private static final String CALL = "Test.call";
  private static final Instant YEAR_TWO = Instant.parse("0002-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** Chaos of a seed that a failure names. */
  private static void rounds(int rounds, Round round) {
    LongStream.range(0, rounds)
        .forEach(
            seed -> {
              try {
                round.play(new Chaos(seed));
              } catch (AssertionError | Exception e) {
                throw new AssertionError("with the seed " + seed, e);
              }
            });
  }

  private interface Round {
    void play(Chaos chaos) throws Exception;
  }

  private static <T> void allowOnly(Class<T> own, ThrowingCallable parsing) {
    Throwable thrown = catchThrowable(parsing);
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(own);
      assertPlain(String.valueOf(thrown.getMessage()));
    }
  }

  private static void assertPlain(String text) {
    assertThat(text.chars().allMatch(c -> c >= ' ' && c != 0x7f && !forges((char) c)))
        .as("only what can be seen in '%s'", text)
        .isTrue();
  }

  private static boolean forges(char c) {
    return Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
        || Character.getType(c) == Character.CONTROL;
  }

  @ParameterizedTest
  @CsvSource({
    "resource.json, '', resources",
    "tasks.json, /tasks/0, tasks",
    "backup.json, '', backups",
    "archives.json, /archives/0, archives",
    "files.json, /files/0, files",
    "operation.json, '', operations"
  })
  void shouldReadRecordsOrRefuseThem(String file, String pointer, String list) {
    Class<?> type =
        requireNonNull(
            Map.<String, Class<?>>of(
                    "resources", Resource.class,
                    "tasks", Task.class,
                    "backups", Backup.class,
                    "archives", Archive.class,
                    "files", BackupFile.class,
                    "operations", Operation.class)
                .get(list));
    JsonNode good = HostileRecords.good(file).at(pointer);
    assertThat(good.isObject()).as(file).isTrue();
    int[] read = {0};
    rounds(
        ROUNDS,
        chaos -> {
          ObjectNode page = JsonNodeFactory.instance.objectNode();
          page.putArray(list).add(chaos.worse(good));
          page.put("nextPageToken", chaos.text());
          byte[] body = chaos.bytes(chaos.below(4) == 0 ? chaos.worse(page) : page);
          allowOnly(
              CloudException.class,
              () -> {
                Page<?> answer = CloudJson.page(CALL, CloudJson.parse(CALL, body), list, type);
                read[0] += answer.items().size();
                answer.items().forEach(HostileAnswersTest::assertFit);
              });
        });
    assertThat(read[0]).as("how many were good all the same").isGreaterThan(ROUNDS / 50);
  }

  private static void assertFit(Object item) {
    if (item instanceof Record part) {
      for (var component : part.getClass().getRecordComponents()) {
        try {
          component.getAccessor().setAccessible(true);
          assertFitValue(component.getAccessor().invoke(part));
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(component.getName(), e);
        }
      }
    }
  }

  private static void assertFitValue(@Nullable Object value) {
    switch (value) {
      case String text -> {
        assertPlain(text);
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .as("whole characters")
            .isEqualTo(text);
      }
      case Instant time -> assertThat(time).isBetween(YEAR_TWO, LAST);
      case Double number -> assertThat(number).isFinite();
      case List<?> list -> list.forEach(HostileAnswersTest::assertFit);
      case Record part -> assertFit(part);
      case null, default -> {}
    }
  }

  @Test
  void shouldTellOfProgressOnlyFromNothingToAll() {
    rounds(
        ROUNDS,
        chaos -> {
          long current = chaos.oneOf(List.of(Long.MIN_VALUE, -1L, 0L, 94L, Long.MAX_VALUE));
          long total = chaos.oneOf(List.of(Long.MIN_VALUE, -1L, 0L, 100L, Long.MAX_VALUE));
          assertThat(new Task.Progress(current, total).percent()).isBetween(0, 100);
        });
  }

  @Test
  void shouldDecodeRefusalsWhateverTheySay() {
    ObjectNode good = (ObjectNode) HostileRecords.good("token-error.json");
    rounds(
        ROUNDS,
        chaos -> {
          String header = chaos.text();
          byte[] body = chaos.bytes(chaos.worse(good));
          CloudException refused =
              RefusedAnswer.decode(CALL, 300 + chaos.below(300), header, chaos.text(), body);

          assertPlain(refused.error().text());
          assertThat(refused.error().text()).hasSizeLessThan(2_100);
        });
  }

  @Test
  void shouldDecodeRefusalsOfATokenExchangeWhateverTheySay() {
    ObjectNode good =
        JsonNodeFactory.instance
            .objectNode()
            .put("error", "invalid_grant")
            .put("error_description", "not trusted")
            .put("error_uri", "https://auth.example");
    int[] told = {0};
    rounds(
        ROUNDS,
        chaos -> {
          int status = 300 + chaos.below(300);
          byte[] body = chaos.bytes(chaos.worse(good));
          CloudError error =
              RefusedAnswer.decode(CALL, status, chaos.text(), chaos.text(), body).error();

          assertPlain(error.text());
          assertThat(error.text()).hasSizeLessThan(2_100);
          assertThat(error.message()).startsWith("the answer was HTTP " + status);
          assertThat(error.kind())
              .as("by the status alone")
              .isEqualTo(RefusedAnswer.decode(CALL, status, "", "", new byte[0]).error().kind());
          told[0] += error.message().contains("invalid_grant") ? 1 : 0;
        });
    assertThat(told[0]).as("how many told why all the same").isGreaterThan(ROUNDS / 50);
  }

  @Test
  void shouldTakeOnlyAccessTokensThatFitIntoAHeaderAndLiveAsLongAsATokenCan() {
    ObjectNode good =
        JsonNodeFactory.instance
            .objectNode()
            .put("access_token", "t1.good")
            .put("token_type", "Bearer")
            .put("expires_in", 43_200);
    int[] read = {0};
    rounds(
        ROUNDS,
        chaos -> {
          byte[] body = chaos.bytes(chaos.worse(good));
          allowOnly(
              CloudException.class,
              () -> {
                IssuedToken issued = AccessToken.read(CALL, CloudJson.parse(CALL, body));
                assertThat(issued.token()).matches("[!-~]+");
                assertThat(issued.lifetime()).isBetween(Duration.ZERO, Duration.ofHours(12));
                read[0]++;
              });
        });
    assertThat(read[0]).as("how many were good all the same").isGreaterThan(ROUNDS / 50);
  }

  @Test
  void shouldTakeOnlyEndpointsThatTheClientTakes() {
    AllowedEndpoints allowed = AllowedEndpoints.parse("https://*.api.cloud.yandex.net:*");
    List<String> labels =
        List.of(
            "a",
            "xn--a",
            "xn--80ak6aa92e",
            "0x7f",
            "-",
            "a_b",
            "A",
            "a.b",
            "%61",
            "x".repeat(64),
            "ß",
            "");
    rounds(
        ROUNDS,
        chaos -> {
          String address =
              chaos.oneOf(List.of("https://", "HTTPS://", "http://", "ftp://", "//"))
                  + chaos.oneOf(List.of("", "user@", "a:b@"))
                  + (chaos.below(3) == 0 ? chaos.text() : chaos.oneOf(labels))
                  + chaos.oneOf(List.of(".api.cloud.yandex.net", "", ".evil.example"))
                  + chaos.oneOf(List.of("", ":443", ":0", ":65536", ":-1", ":99999999999"))
                  + chaos.oneOf(List.of("", "/", "/x", "?q", "#f", "\\@evil.example"));
          URI endpoint;
          try {
            endpoint = new URI(address);
          } catch (URISyntaxException e) {
            allowOnly(
                EndpointNotAllowedException.class,
                () -> GivenEndpoints.parse(address, address, address, address));
            return;
          }
          allowOnly(EndpointNotAllowedException.class, () -> allowed.require(endpoint));
          if (allowed.refusal(endpoint).isEmpty()) {
            HttpUrl url = HttpUrl.get(endpoint.toString());
            assertThat(url.host()).as(address).endsWith(".api.cloud.yandex.net");
            assertThat(url.host()).isEqualToIgnoringCase(endpoint.getHost());
          }
        });
  }

  @Test
  void shouldRefusePatternsOfAnotherForm() {
    rounds(
        ROUNDS,
        chaos ->
            allowOnly(
                IllegalArgumentException.class,
                () ->
                    AllowedEndpoints.parse(
                        chaos.oneOf(List.of("https://", "http://", "*://", ""))
                            + chaos.oneOf(
                                List.of("*", "**", "*a", "", "a.*", "[::1]", chaos.text()))
                            + chaos.oneOf(
                                List.of(
                                    "", ":*", ":99999", ":999999", ":x", "," + chaos.text())))));
  }

  @Test
  void shouldGoOnWithDocumentedEndpointsOrRefuseWhenTheListIsBroken() {
    MockWebServer server = MockCloud.start();
    try {
      FakeTime time = new FakeTime();
      EndpointDiscovery discovery =
          new EndpointDiscovery(
              TestApi.http(TestApi.SETTINGS, time.runtime()),
              uri(server),
              AllowedEndpoints.parse("https://*.api.region.example,https://*.api.cloud.yandex.net"),
              time::nanoTime);
      JsonNode good = HostileRecords.good("endpoints.json");
      rounds(
          100,
          chaos -> {
            String body = new String(chaos.bytes(chaos.worse(good)), StandardCharsets.UTF_8);
            server.enqueue(MockCloud.json(body));
            time.pass(Duration.ofMinutes(1));
            allowOnly(
                EndpointNotAllowedException.class,
                () ->
                    assertThat(
                            discovery
                                .find(GivenEndpoints.NONE, EndpointDiscovery.Exchange.IAM)
                                .backup()
                                .getHost())
                        .matches(".*[.]api[.](region[.]example|cloud[.]yandex[.]net)"));
          });
      assertThat(server.getRequestCount()).as("each answer was asked for").isEqualTo(100);
    } finally {
      server.shutdown();
    }
  }

  @Test
  void shouldTakeOnlyTokensThatFitIntoAHeader() {
    MockWebServer iam = MockCloud.start();
    try {
      FakeTime time = new FakeTime();
      KeyExchange exchange =
          new KeyExchange(
              TestKey.rsa().credentials(),
              uri(iam),
              TestApi.http(TestApi.SETTINGS, time.runtime()),
              time.runtime());
      JsonNode good =
          JsonNodeFactory.instance
              .objectNode()
              .put("iamToken", "t1.good")
              .put("expiresAt", "2026-07-02T00:00:00Z");
      rounds(
          100,
          chaos -> {
            iam.enqueue(
                MockCloud.json(new String(chaos.bytes(chaos.worse(good)), StandardCharsets.UTF_8)));
            allowOnly(
                CloudException.class,
                () -> {
                  IssuedToken issued = exchange.get();
                  assertThat(issued.token()).matches("[!-~]+");
                  assertThat(
                          new RenewedTokens(KeyExchange.CALL, () -> issued, time.runtime()).token())
                      .isEqualTo(issued.token());
                });
          });
    } finally {
      iam.shutdown();
    }
  }

  @Test
  void shouldRefuseKeyFilesAndShowNothingOfThem() {
    TestKey key = TestKey.rsa();
    String body = key.pem().replaceAll("(?s).*BEGIN PRIVATE KEY-----|-----END.*", "").strip();
    List<String> lines = body.lines().toList();
    rounds(
        500,
        chaos -> {
          ObjectNode file = key.file();
          if (chaos.below(2) == 0) {
            byte[] pem = key.pem().getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 1 + chaos.below(3); i++) {
              pem[80 + chaos.below(pem.length - 130)] = (byte) ('A' + chaos.below(26));
            }
            file.put("private_key", new String(pem, StandardCharsets.US_ASCII));
          }
          String text =
              new String(
                  chaos.bytes(chaos.below(2) == 0 ? chaos.worse(file) : file),
                  StandardCharsets.UTF_8);
          Throwable thrown =
              catchThrowable(
                  () -> {
                    Credentials.AuthorizedKey parsed = AuthorizedKeyFile.parse(text);
                    SignedJwt.sign(
                        parsed.id(),
                        parsed.serviceAccountId(),
                        RsaKeys.parse(parsed.privateKey()),
                        FakeTime.START);
                  });
          if (thrown != null) {
            assertThat(thrown).isInstanceOf(InvalidCredentialsException.class);
            assertThat(thrown.getCause()).isNull();
            assertPlain(String.valueOf(thrown.getMessage()));
            assertThat(thrown.getMessage()).doesNotContain(lines.toArray(String[]::new));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[],", "{},", "0,", "\"\","})
  void shouldRefuseAnswerThatWouldFillTheMemory(String part) {
    String body = "{\"x\":[" + part.repeat((4 << 20) / part.length()) + "0]}";

    CloudException e =
        catchThrowableOfType(
            CloudException.class,
            () -> CloudJson.parse(CALL, body.getBytes(StandardCharsets.UTF_8)));

    assertThat(e.error().kind()).isEqualTo(CloudError.Kind.GARBAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"x\":"})
  void shouldRefuseAnswerThatIsNestedWithoutEnd(String part) {
    String body = "{\"x\":" + part.repeat(100_000);

    CloudException e =
        catchThrowableOfType(
            CloudException.class,
            () -> CloudJson.parse(CALL, body.getBytes(StandardCharsets.UTF_8)));

    assertThat(e.error().kind()).isEqualTo(CloudError.Kind.GARBAGE);
  }

  @Test
  void shouldReadThousandLargeBackups() {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ObjectNode large = (ObjectNode) HostileRecords.good("backup.json").deepCopy();
    JsonNode disk = large.path("disks").path(0);
    Stream.generate(() -> disk).limit(8).forEach(large.withArray("disks")::add);
    Stream.generate(() -> large).limit(1000).forEach(page.putArray("backups")::add);

    JsonNode parsed = CloudJson.parse(CALL, page.toString().getBytes(StandardCharsets.UTF_8));

    assertThat(CloudJson.page(CALL, parsed, "backups", Backup.class).items()).hasSize(1000);
  }
}
