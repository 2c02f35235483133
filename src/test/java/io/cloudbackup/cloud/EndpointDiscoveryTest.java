package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.only;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbackup.cloud.EndpointDiscovery.Exchange;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointDiscoveryTest {
  private static final URI GIVEN = URI.create("https://given.example");

  private static final Endpoints DOCUMENTED_WITH_IAM =
      new Endpoints(
          URI.create("https://backup.api.cloud.yandex.net"),
          URI.create("https://operation.api.cloud.yandex.net"),
          URI.create("https://iam.api.cloud.yandex.net"),
          null);

  private final FakeTime time = new FakeTime();
  private final MockWebServer server = MockCloud.start();

  @AfterEach
  void close() {
    server.shutdown();
  }

  @Test
  void shouldFindEndpointsInTheList() {
    server.enqueue(json(Json.file("endpoints.json")));

    Endpoints endpoints = discovery("https://*.example").find(GivenEndpoints.NONE, Exchange.IAM);

    assertThat(endpoints)
        .isEqualTo(
            new Endpoints(
                URI.create("https://backup.api.region.example:443"),
                URI.create("https://operation.api.region.example:443"),
                URI.create("https://iam.api.region.example:443"),
                null));
    RecordedRequest request = only(server);
    assertThat(request.getRequestLine()).isEqualTo("GET /endpoints HTTP/1.1");
    assertThat(request.getHeader("Authorization")).isNull();
  }

  @Test
  void shouldPreferGivenEndpoints() {
    server.enqueue(json(Json.file("endpoints.json")));

    Endpoints endpoints =
        discovery("https://*.example").find(new GivenEndpoints(GIVEN, null, null), Exchange.NONE);

    assertThat(endpoints)
        .isEqualTo(
            new Endpoints(
                GIVEN, URI.create("https://operation.api.region.example:443"), null, null));
  }

  @Test
  void shouldNotAskTheListWhenAllThatIsNeededIsGiven() {
    EndpointDiscovery discovery = discovery("https://*.example");

    discovery.find(new GivenEndpoints(GIVEN, GIVEN, null), Exchange.NONE);
    discovery.find(new GivenEndpoints(GIVEN, GIVEN, GIVEN), Exchange.IAM);

    assertThat(server.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>", "{}", "{\"endpoints\":[{\"id\":\"compute\"},{\"id\":\"backup\"},null]}"})
  void shouldUseDocumentedHostsWhenListDoesNotHelp(String body) {
    server.enqueue(json(body));

    assertThat(discovery("https://*.api.cloud.yandex.net").find(GivenEndpoints.NONE, Exchange.IAM))
        .isEqualTo(DOCUMENTED_WITH_IAM);
  }

  @Test
  void shouldUseDocumentedHostsWhenListFails() {
    server.enqueue(answer(503, ""));

    assertThat(discovery("https://*.api.cloud.yandex.net").find(GivenEndpoints.NONE, Exchange.IAM))
        .isEqualTo(DOCUMENTED_WITH_IAM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.com:443",
        "evil.com#.api.cloud.yandex.net",
        "x@backup.api.cloud.yandex.net:443",
        "http://backup.api.cloud.yandex.net",
        "not a host"
      })
  void shouldFailRatherThanFallBackWhenListedEndpointIsNotAllowed(String address) {
    server.enqueue(json("{\"endpoints\":[{\"id\":\"backup\",\"address\":\"" + address + "\"}]}"));

    assertThatThrownBy(
            () ->
                discovery("https://*.api.cloud.yandex.net")
                    .find(GivenEndpoints.NONE, Exchange.NONE))
        .isInstanceOf(EndpointNotAllowedException.class);
  }

  @Test
  void shouldUseTheDocumentedTokenExchangeWhenNoneIsGiven() {
    server.enqueue(
        json("{\"endpoints\":[{\"id\":\"tokenExchange\",\"address\":\"somewhere.example:443\"}]}"));

    Endpoints endpoints =
        discovery("https://*.api.cloud.yandex.net,https://auth.yandex.cloud")
            .find(GivenEndpoints.NONE, Exchange.TOKEN_EXCHANGE);

    assertThat(endpoints.tokenExchange()).isEqualTo(URI.create("https://auth.yandex.cloud"));
    assertThat(endpoints.iam()).as("nothing is sent there").isNull();
  }

  @Test
  void shouldUseTheGivenTokenExchangeOnlyWhenItIsAllowed() {
    GivenEndpoints given = new GivenEndpoints(GIVEN, GIVEN, null, GIVEN);

    assertThat(discovery("https://*.example").find(given, Exchange.TOKEN_EXCHANGE).tokenExchange())
        .isEqualTo(GIVEN);
    assertThatThrownBy(
            () ->
                discovery("https://given.example")
                    .find(
                        new GivenEndpoints(GIVEN, GIVEN, null, URI.create("https://evil.example")),
                        Exchange.TOKEN_EXCHANGE))
        .isInstanceOf(EndpointNotAllowedException.class)
        .hasMessageContaining("https://evil.example");
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void shouldFailWhenGivenEndpointIsNotAllowed() {
    assertThatThrownBy(
            () ->
                discovery("https://*.api.cloud.yandex.net")
                    .find(new GivenEndpoints(GIVEN, GIVEN, null), Exchange.NONE))
        .isInstanceOf(EndpointNotAllowedException.class)
        .hasMessageStartingWith("The endpoint https://given.example is not among those");
  }

  @Test
  void shouldReadGivenEndpointsFromText() {
    assertThat(GivenEndpoints.parse(null, " ", "https://given.example ", null))
        .isEqualTo(new GivenEndpoints(null, null, GIVEN));
    assertThat(GivenEndpoints.parse(null, null, null, "https://given.example"))
        .isEqualTo(new GivenEndpoints(null, null, null, GIVEN));
    assertThatThrownBy(() -> GivenEndpoints.parse("https://a b", null, null, null))
        .isInstanceOf(EndpointNotAllowedException.class)
        .hasMessageContaining("\"https://a b\" is no URL");
  }

  private EndpointDiscovery discovery(String allowed) {
    return new EndpointDiscovery(
        TestApi.http(TestApi.SETTINGS, time.runtime()),
        uri(server),
        AllowedEndpoints.parse(allowed));
  }
}
