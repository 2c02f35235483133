package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cloud.CloudError.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedAnswerTest {
  @ParameterizedTest
  @CsvSource({
    "499, 1, UNAVAILABLE, true",
    "500, 2, UNAVAILABLE, true",
    "400, 3, INVALID, false",
    "504, 4, UNAVAILABLE, true",
    "404, 5, NOT_FOUND, false",
    "409, 6, ALREADY_EXISTS, true",
    "403, 7, FORBIDDEN, false",
    "429, 8, THROTTLED, false",
    "400, 9, PRECONDITION, false",
    "409, 10, UNAVAILABLE, true",
    "400, 11, INVALID, false",
    "501, 12, INVALID, false",
    "500, 13, UNAVAILABLE, true",
    "503, 14, UNAVAILABLE, true",
    "500, 15, UNAVAILABLE, true",
    "401, 16, UNAUTHENTICATED, false"
  })
  void shouldGoByTheCloudsCode(int status, int code, Kind kind, boolean ambiguous) {
    CloudError number = decode(status, "{\"code\":" + code + ",\"message\":\"why\"}");
    CloudError text = decode(status, "{\"code\":\"" + code + "\",\"message\":\"why\"}");

    assertThat(number).isEqualTo(new CloudError(kind, status, "why", "", "Backup.get"));
    assertThat(number.ambiguous()).isEqualTo(ambiguous);
    assertThat(text).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "301, GARBAGE",
    "307, GARBAGE",
    "400, GARBAGE",
    "401, UNAUTHENTICATED",
    "403, FORBIDDEN",
    "404, GARBAGE",
    "405, GARBAGE",
    "408, UNAVAILABLE",
    "409, GARBAGE",
    "413, GARBAGE",
    "429, THROTTLED",
    "500, UNAVAILABLE",
    "501, UNAVAILABLE",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE"
  })
  void shouldGoByTheStatusWhenBodyIsNotTheClouds(int status, Kind kind) {
    assertThat(decode(status, "<html>").kind()).isEqualTo(kind);
    assertThat(decode(status, "").kind()).isEqualTo(kind);
    assertThat(decode(status, "{\"code\":404,\"message\":\"proxy\"}").kind()).isEqualTo(kind);
    assertThat(decode(status, "{\"error\":\"proxy\"}").kind()).isEqualTo(kind);
    assertThat(decode(status, "{\"code\":0}").kind()).isEqualTo(kind);
    assertThat(decode(status, "[5]").kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7, 8, 9, 11, 12, 16})
  void shouldNotTakeRefusalForCertainWhenStatusContradictsIt(int code) {
    String body = "{\"code\":" + code + ",\"message\":\"why\"}";

    assertThat(decode(502, body).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(decode(408, body).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void shouldFindRequestIdInDetailsAndElseInHeader() {
    byte[] detailed = bytes(Json.file("token-error.json"));

    CloudError details = RefusedAnswer.decode("c", 401, "header-id", "", detailed).error();
    CloudError header = RefusedAnswer.decode("c", 502, "header-id", "", bytes("")).error();
    CloudError none = RefusedAnswer.decode("c", 502, null, "", bytes("")).error();

    assertThat(details.requestId()).isEqualTo("8d3b2f5e-support");
    assertThat(header.requestId()).isEqualTo("header-id");
    assertThat(header.text()).isEqualTo("c: the answer was HTTP 502 (request header-id)");
    assertThat(none.requestId()).isEmpty();
  }

  @Test
  void shouldTellWhyATokenExchangeRefusesAndTakeThatForNoRefusalOfTheCloud() {
    CloudError error =
        decode(400, "{\"error\":\"invalid_grant\",\"error_description\":\"not\\nyours\"}");
    CloudError bare = decode(400, "{\"error\":\"invalid_grant\"}");

    assertThat(error.message()).isEqualTo("the answer was HTTP 400, invalid_grant: not yours");
    assertThat(bare.message()).isEqualTo("the answer was HTTP 400, invalid_grant");
    assertThat(error.kind()).isEqualTo(Kind.GARBAGE);
  }

  @Test
  void shouldMakeMessageOneShortLine() {
    String message = "no\\r\\nway\\u0000 \\u001b[31m\\u2028at\\u202eall ";
    CloudError error = decode(400, "{\"code\":3,\"message\":\"" + message + "\"}");
    CloudError longOne = decode(400, "{\"code\":3,\"message\":\"" + "я".repeat(9000) + "\"}");

    assertThat(error.message()).isEqualTo("no way [31m at all");
    assertThat(longOne.message()).hasSize(1000).endsWith("я…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the token t1.9euelZqSlJ-Pz.Abc_d-9== is bad",
        "header Authorization: Bearer abc.def",
        "jwt eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl refused"
      })
  void shouldNotShowTokens(String message) {
    CloudError error = decode(400, "{\"code\":3,\"message\":\"" + message + "\"}");

    assertThat(error.message())
        .contains("[redacted]")
        .doesNotContain("9euel", "Abc_d", "abc.def", "eyJ", "c2lnb");
  }

  @Test
  void shouldReadRetryAfterInSecondsOnly() {
    assertThat(retryAfter("7")).isEqualTo(Duration.ofSeconds(7));
    assertThat(retryAfter("0")).isEqualTo(Duration.ZERO);
    assertThat(retryAfter("")).isNull();
    assertThat(retryAfter("-1")).isNull();
    assertThat(retryAfter("99999999999999999999")).isNull();
    assertThat(retryAfter("Wed, 01 Jul 2026 12:00:00 GMT")).isNull();
  }

  private static @Nullable Duration retryAfter(String header) {
    return RefusedAnswer.decode("c", 503, null, header, bytes("")).retryAfter().orElse(null);
  }

  private static CloudError decode(int status, String body) {
    return RefusedAnswer.decode("Backup.get", status, null, "", bytes(body)).error();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
