package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.body;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.only;
import static io.cloudbackup.cloud.MockCloud.uri;
import static io.cloudbackup.cloud.ScriptedServer.hangUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyExchangeTest {
  private static final TestKey KEY = TestKey.rsa();
  private static final JsonMapper MAPPER = new JsonMapper();

  private final FakeTime time = new FakeTime();
  private final MockWebServer iam = MockCloud.start();
  private final ClientRuntime runtime = time.runtime();
  private final KeyExchange exchange = exchange(uri(iam));

  @AfterEach
  void close() {
    iam.shutdown();
  }

  @Test
  void shouldExchangeSignedRequestForToken() throws Exception {
    iam.enqueue(json("{\"iamToken\":\"t1.new\",\"expiresAt\":\"2026-07-02T00:00:00.5Z\"}"));

    IssuedToken issued = exchange.get();

    assertThat(issued).isEqualTo(new IssuedToken("t1.new", Duration.parse("PT12H0.5S")));
    RecordedRequest request = only(iam);
    assertThat(request.getRequestLine()).isEqualTo("POST /iam/v1/tokens HTTP/1.1");
    assertThat(request.getHeaders().toMultimap())
        .doesNotContainKey("authorization")
        .containsEntry("content-type", List.of("application/json"))
        .containsEntry("user-agent", List.of("cloud-backup-operator/1.2.3"));
    JsonNode body = MAPPER.readTree(body(request));
    assertThat(body.fieldNames()).toIterable().containsExactly("jwt");
    assertSigned(body.path("jwt").asText());
  }

  private static void assertSigned(String jwt) throws Exception {
    String[] parts = jwt.split("\\.");
    assertThat(parts).hasSize(3);
    assertThat(decoded(parts[0]))
        .isEqualTo("{\"typ\":\"JWT\",\"alg\":\"PS256\",\"kid\":\"ajekey\"}");
    long now = FakeTime.START.getEpochSecond();
    assertThat(decoded(parts[1]))
        .isEqualTo(
            "{\"iss\":\"ajeaccount\",\"aud\":\"https://iam.api.cloud.yandex.net/iam/v1/tokens\","
                + "\"iat\":"
                + now
                + ",\"exp\":"
                + (now + 3600)
                + "}");
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    signature.initVerify(KEY.publicKey());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  @Test
  void shouldAssumeAnHourWhenCloudNamesNoEnd() {
    iam.enqueue(json("{\"iamToken\":\"t1.new\"}"));

    assertThat(exchange.get().lifetime()).isEqualTo(Duration.ofHours(1));
  }

  static List<Arguments> failures() {
    return List.of(
        Arguments.of(answer(401, Json.file("token-error.json")), Kind.NO_TOKEN),
        Arguments.of(answer(400, "{\"code\":3,\"message\":\"m\"}"), Kind.NO_TOKEN),
        Arguments.of(answer(404, "{\"code\":5,\"message\":\"m\"}"), Kind.NO_TOKEN),
        Arguments.of(answer(403, "{\"code\":7,\"message\":\"m\"}"), Kind.FORBIDDEN),
        Arguments.of(answer(429, ""), Kind.THROTTLED),
        Arguments.of(answer(503, ""), Kind.UNREACHABLE),
        Arguments.of(answer(302, "", "Location: /"), Kind.UNREACHABLE),
        Arguments.of(answer(200, "<html>"), Kind.UNREACHABLE),
        Arguments.of(answer(200, "{}"), Kind.UNREACHABLE),
        Arguments.of(answer(200, "{\"iamToken\":\"two words\"}"), Kind.UNREACHABLE),
        Arguments.of(
            answer(200, "{\"iamToken\":\"t1.a\",\"expiresAt\":\"soon\"}"), Kind.UNREACHABLE));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldNeverLeaveDoubtThatTheCallWasNotSent(MockResponse response, Kind kind) {
    iam.enqueue(response);

    assertUnsent(exchange, kind);
  }

  @Test
  void shouldNeverLeaveDoubtThatTheCallWasNotSentWhenConnectionBreaks() {
    try (ScriptedServer broken = new ScriptedServer()) {
      broken.reply(hangUp());

      assertUnsent(exchange(broken.uri()), Kind.UNREACHABLE);
    }
  }

  private static void assertUnsent(KeyExchange exchange, Kind kind) {
    CloudError error = catchThrowableOfType(CloudException.class, exchange::get).error();
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.ambiguous()).isFalse();
    assertThat(error.call()).isEqualTo("IamToken.create");
  }

  @Test
  void shouldNotShowTheSignedRequestThatAnAnswerRepeatsInsideOfAWord() {
    iam.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(400, "{\"code\":3,\"message\":\"bad_%s\"}".formatted(jwt(body(request))));
          }
        });

    CloudException e = catchThrowableOfType(CloudException.class, exchange::get);

    assertThat(e.error().message()).isEqualTo("bad_[redacted]");
  }

  private static String jwt(String body) {
    return body.replaceAll("[{]\"jwt\":\"|\"[}]", "");
  }

  private KeyExchange exchange(URI endpoint) {
    return new KeyExchange(
        KEY.credentials(), endpoint, TestApi.http(TestApi.SETTINGS, runtime), runtime);
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }
}
