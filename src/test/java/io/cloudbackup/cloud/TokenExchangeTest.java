package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.body;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.only;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenExchangeTest {
  private final FakeTime time = new FakeTime();
  private final MockWebServer server = MockCloud.start();

  @AfterEach
  void close() {
    server.shutdown();
  }

  private TokenExchange exchange(SubjectTokens subject) {
    return new TokenExchange(
        new Credentials.WorkloadIdentity("ajeaccount", subject),
        uri(server),
        TestApi.http(TestApi.SETTINGS, time.runtime()));
  }

  private CloudError failure(SubjectTokens subject) {
    CloudError error = catchThrowableOfType(CloudException.class, exchange(subject)::get).error();
    assertThat(error.ambiguous()).as("the call that it is for was not sent").isFalse();
    assertThat(error.call()).isEqualTo("TokenExchange.create");
    assertThat(error.message()).doesNotContain("eyJ");
    return error;
  }

  @Test
  void shouldSendTheFormThatIsDocumented() {
    server.enqueue(
        json("{\"access_token\":\"t1.new\",\"token_type\":\"Bearer\",\"expires_in\":43200}"));

    IssuedToken issued = exchange(TestSubject.good()).get();

    assertThat(issued).isEqualTo(new IssuedToken("t1.new", Duration.ofHours(12)));
    RecordedRequest request = only(server);
    assertThat(request.getRequestLine()).isEqualTo("POST /oauth/token HTTP/1.1");
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(request.getHeader("Authorization")).isNull();
    assertThat(form(body(request)))
        .isEqualTo(
            Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "requested_token_type", "urn:ietf:params:oauth:token-type:access_token",
                "audience", "ajeaccount",
                "subject_token", TestSubject.TOKEN,
                "subject_token_type", "urn:ietf:params:oauth:token-type:id_token"));
  }

  @ParameterizedTest
  @CsvSource({
    "'',                       PT1H",
    "',\"expires_in\":\"600\"',  PT10M",
    "',\"expires_in\":-5',       PT0S",
    "',\"expires_in\":9223372036854775807', PT12H",
    "',\"token_type\":\"bearer\"', PT1H"
  })
  void shouldBelieveNoLifeThatNoTokenHas(String more, Duration lifetime) {
    server.enqueue(json("{\"access_token\":\"t1.new\"" + more + "}"));

    assertThat(exchange(TestSubject.good()).get().lifetime()).isEqualTo(lifetime);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_grant",
    "400, invalid_request",
    "401, invalid_client",
    "403, access_denied"
  })
  void shouldTellWhomTheServiceAccountDoesNotTrust(int status, String error) {
    server.enqueue(
        answer(status, "{\"error\":\"" + error + "\",\"error_description\":\"not trusted\"}"));

    CloudError refused = failure(TestSubject.good());

    assertThat(refused.kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(refused.reason()).isEqualTo("TokenExchangeRefused");
    assertThat(refused.message())
        .startsWith("the answer was HTTP " + status + ", " + error + ": not trusted. ")
        .contains("ajeaccount", "the test's subject", "federated credential");
  }

  @ParameterizedTest
  @CsvSource({
    "429, '',                              THROTTLED",
    "503, '',                              UNREACHABLE",
    "302, '',                              UNREACHABLE",
    "200, '<html>',                        UNREACHABLE",
    "200, '{}',                            UNREACHABLE",
    "200, '{\"access_token\":\"two words\"}', UNREACHABLE",
    "200, '{\"access_token\":\"t1.a\",\"token_type\":\"mac\"}', UNREACHABLE"
  })
  void shouldTryAgainWhenNobodyHasRefused(int status, String body, Kind kind) {
    server.enqueue(answer(status, body));

    CloudError error = failure(TestSubject.good());

    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.reason()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TokenRequestForbidden, true, NO_TOKEN", "TokenRequestFailed, false, UNREACHABLE"})
  void shouldAskNobodyWhenThereIsNoTokenToExchange(String reason, boolean lasting, Kind kind) {
    CloudError error = failure(TestSubject.without(reason, lasting));

    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.message()).isEqualTo("no token here");
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void shouldNotShowASubjectTokenOfAnyShapeThatAnAnswerRepeats() {
    String subject = "opaque-token-of-another-issuer";
    server.enqueue(
        answer(
            400,
            "{\"error\":\"invalid_grant\",\"error_description\":\"what is %s?\"}"
                .formatted(subject)));

    assertThat(failure(new TestSubject(() -> subject)).message())
        .contains("invalid_grant: what is [redacted]?")
        .doesNotContain(subject);
  }

  private static Map<String, String> form(String body) {
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
