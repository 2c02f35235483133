package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.cloud.NoSubjectTokenException;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAccountTokensTest {
  private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void close() {
    server.shutdown();
  }

  private String fresh() {
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getPort())
                    .withOauthToken("operators-own")
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build()) {
      return tokens(client).fresh();
    }
  }

  private static ServiceAccountTokens tokens(KubernetesClient client) {
    return new ServiceAccountTokens(client, "team", "backups", "ycaud", Duration.ofMinutes(25));
  }

  private NoSubjectTokenException failure() {
    return catchThrowableOfType(NoSubjectTokenException.class, this::fresh);
  }

  private void answer(int code, String body) {
    server.enqueue(
        new MockResponse()
            .setResponseCode(code)
            .setHeader("Content-Type", "application/json")
            .setBody(body));
  }

  private void giveToken(String token) {
    answer(
        201,
        """
        {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "status": {"token": "%s"}}
        """
            .formatted(token));
  }

  private void refuse(int code, String message) {
    answer(
        code,
        """
        {"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": %d, "message": "%s"}
        """
            .formatted(code, message));
  }

  private RecordedRequest next() {
    try {
      return server.takeRequest(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldAskForATokenOfTheNamedAccountAndHandOutOneThatTheApiServerDoesNotAccept()
      throws Exception {
    giveToken(TOKEN);
    refuse(401, "Unauthorized");

    assertThat(fresh()).isEqualTo(TOKEN);

    RecordedRequest asked = next();
    assertThat(asked.getRequestLine())
        .startsWith("POST /api/v1/namespaces/team/serviceaccounts/backups/token ");
    JsonNode spec =
        new JsonMapper()
            .readTree(new String(asked.getBody().getBytes(), StandardCharsets.UTF_8))
            .path("spec");
    assertThat(spec.path("audiences")).extracting(JsonNode::asText).containsExactly("ycaud");
    assertThat(spec.path("expirationSeconds").asInt())
        .as("neither the default nor the least")
        .isEqualTo(1500);
    RecordedRequest knocked = next();
    assertThat(knocked.getRequestLine()).startsWith("GET /version ");
    assertThat(knocked.getHeaders().toMultimap().get("authorization"))
        .as("nothing of the operator's own")
        .containsExactly("Bearer " + TOKEN);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"200", "403"})
  void shouldHandOutNoTokenThatTheApiServerAccepts(int code) {
    giveToken(TOKEN);
    answer(code, "{}");

    NoSubjectTokenException refused = failure();

    assertThat(refused.reason()).isEqualTo("AudienceNotAllowed");
    assertThat(refused.lasting()).isTrue();
    assertThat(refused)
        .hasMessageContaining("ycaud")
        .hasMessageContaining("spec.credentials.workloadIdentity.audience")
        .hasMessageNotContaining("eyJ");
  }

  @Test
  void shouldHandOutNoTokenWhenTheApiServerDoesNotSayWhetherItAcceptsIt() {
    giveToken(TOKEN);
    answer(500, "{}");

    NoSubjectTokenException refused = failure();

    assertThat(refused.reason()).isEqualTo("TokenRequestFailed");
    assertThat(refused.lasting()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "403, TokenRequestForbidden,  true,  'a Role with the verb create on serviceaccounts/token'",
    "404, ServiceAccountNotFound, true,  'no ServiceAccount backups in namespace team'",
    "422, TokenRequestFailed,     true,  'words of the API server'",
    "400, TokenRequestFailed,     true,  'words of the API server'",
    "500, TokenRequestFailed,     false, 'HTTP 500'"
  })
  void shouldSayWhyThereIsNoToken(int code, String reason, boolean lasting, String words) {
    refuse(code, "words of the API server");

    NoSubjectTokenException refused = failure();

    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.lasting()).isEqualTo(lasting);
    assertThat(refused).hasMessageContaining(words);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void shouldMindAnAnswerWithoutAToken() {
    answer(201, "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenRequest\"}");

    assertThat(failure().reason()).isEqualTo("TokenRequestFailed");
  }

  @Test
  void shouldBeEqualWhereItsTokensAreTheSameHolders() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(new ConfigBuilder().build()).build()) {
      assertThat(tokens(client)).isEqualTo(tokens(client)).hasSameHashCodeAs(tokens(client));
      assertThat(tokens(client).description())
          .isEqualTo("system:serviceaccount:team:backups with the audience ycaud");
    }
  }
}
