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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"compute\",\"address\":\"not a host\"}",
        "{\"id\":\"compute\",\"address\":\"[\"}",
        "{\"id\":\"compute\",\"address\":{\"host\":\"a\"}}",
        "{\"id\":[],\"address\":\"a b\"}",
        "{\"id\":\"iam\",\"address\":\"nobody needs this one\"}",
        "{\"id\":\"operation\",\"address\":\"given instead\"}",
        "[]",
        "5"
      })
  void shouldNotMindAnEntryThatIsNotNeeded(String entry) {
    server.enqueue(
        json(
            "{\"endpoints\":["
                + entry
                + ",{\"id\":\"backup\",\"address\":\"backup.api.region.example:443\"}]}"));

    Endpoints endpoints =
        discovery("https://*.example").find(new GivenEndpoints(null, GIVEN, null), Exchange.NONE);

    assertThat(endpoints.backup()).isEqualTo(URI.create("https://backup.api.region.example:443"));
    assertThat(endpoints.operation()).isEqualTo(GIVEN);
  }

  @Test
  void shouldKeepTheListForOneMinute() {
    server.enqueue(json(Json.file("endpoints.json")));
    server.enqueue(json("{\"endpoints\":[{\"id\":\"backup\",\"address\":\"new.example:443\"}]}"));
    EndpointDiscovery discovery = discovery("https://*.example,https://*.api.cloud.yandex.net");
    URI first = discovery.find(GivenEndpoints.NONE, Exchange.NONE).backup();

    time.pass(Duration.ofSeconds(60).minusNanos(1));
    assertThat(discovery.find(GivenEndpoints.NONE, Exchange.IAM).backup()).isEqualTo(first);
    assertThat(server.getRequestCount()).isEqualTo(1);

    time.pass(Duration.ofNanos(1));
    assertThat(discovery.find(GivenEndpoints.NONE, Exchange.NONE).backup())
        .isEqualTo(URI.create("https://new.example:443"));
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void shouldAskAgainAtOnceWhenTheListHasFailed() {
    server.enqueue(answer(503, ""));
    server.enqueue(json("<html>"));
    server.enqueue(json(Json.file("endpoints.json")));
    EndpointDiscovery discovery = discovery("https://*.example,https://*.api.cloud.yandex.net");

    discovery.find(GivenEndpoints.NONE, Exchange.NONE);
    discovery.find(GivenEndpoints.NONE, Exchange.NONE);

    assertThat(discovery.find(GivenEndpoints.NONE, Exchange.NONE).backup())
        .isEqualTo(URI.create("https://backup.api.region.example:443"));
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void shouldAskOnceForManyConnectionsAtOnce() throws Exception {
    int many = 20;
    CountDownLatch begun = new CountDownLatch(many);
    try (ScriptedServer slow = new ScriptedServer();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      slow.reply(
          socket -> {
            await(begun);
            return ScriptedServer.answer(200, Json.file("endpoints.json")).send(socket);
          });
      EndpointDiscovery discovery = discovery(slow.uri(), "https://*.example");
      List<Future<URI>> connections = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        connections.add(
            threads.submit(
                () -> {
                  begun.countDown();
                  return discovery.find(GivenEndpoints.NONE, Exchange.NONE).backup();
                }));
      }

      for (Future<URI> each : connections) {
        assertThat(each.get(10, TimeUnit.SECONDS))
            .isEqualTo(URI.create("https://backup.api.region.example:443"));
      }
      assertThat(slow.received()).hasSize(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
    return discovery(uri(server), allowed);
  }

  private EndpointDiscovery discovery(URI list, String allowed) {
    return new EndpointDiscovery(
        TestApi.http(TestApi.SETTINGS, time.runtime()),
        list,
        AllowedEndpoints.parse(allowed),
        time::nanoTime);
  }
}
