package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.mockwebserver.MockWebServer;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody wants the folder's token or key: with endpoints in the folder, with an answer of the
 * endpoint discovery, with a redirect. Nothing may reach them.
 */
class EndpointAttackTest {
  private static final URI ALLOWED = URI.create("https://backup.api.cloud.yandex.net");

  private final FakeTime time = new FakeTime();
  private final MockWebServer cloud = MockCloud.start();
  private final MockWebServer attacker = MockCloud.start();

  @AfterEach
  void close() {
    cloud.shutdown();
    attacker.shutdown();
  }

  /** By name rather than by the address that the settings allow. */
  private URI attackersServer() {
    return URI.create("http://localhost:" + attacker.getPort());
  }

  private CloudConnector connector() {
    return new CloudConnector(
        new OkHttpClient(),
        TestApi.SETTINGS,
        AllowedEndpoints.parse("http://127.0.0.1:*,https://*.api.cloud.yandex.net"),
        uri(cloud),
        "1.2.3",
        time.runtime());
  }

  private void connect(GivenEndpoints given) {
    CloudConnector connector = connector();
    var _ = connector.connect(given, TestKey.rsa().credentials(), connector.budget(10));
  }

  static Stream<Arguments> shouldNotConnectToAnEndpointThatPointsElsewhere() {
    Stream<String> hosts =
        Stream.of(
            "https://attacker.example",
            "http://169.254.169.254",
            "https://169.254.169.254",
            "https://kubernetes.default.svc",
            "https://kubernetes.default.svc.cluster.local:443",
            "https://10.96.0.1",
            "http://10.0.0.1:8080",
            "http://[fd00:ec2::254]",
            "https://localhost",
            "https://api.cloud.yandex.net.attacker.example");
    List<Function<URI, GivenEndpoints>> fields =
        List.of(
            u -> new GivenEndpoints(u, ALLOWED, ALLOWED),
            u -> new GivenEndpoints(ALLOWED, u, ALLOWED),
            u -> new GivenEndpoints(ALLOWED, ALLOWED, u));
    return hosts.flatMap(host -> fields.stream().map(field -> Arguments.of(host, field)));
  }

  @ParameterizedTest
  @MethodSource
  void shouldNotConnectToAnEndpointThatPointsElsewhere(
      String endpoint, Function<URI, GivenEndpoints> field) {
    assertThatThrownBy(() -> connect(field.apply(URI.create(endpoint))))
        .isInstanceOf(EndpointNotAllowedException.class)
        .hasMessageContaining(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attacker.example:443",
        "169.254.169.254",
        "169.254.169.254:80",
        "kubernetes.default.svc",
        "10.96.0.1:443",
        "127.0.0.1:443",
        "localhost",
        "backup.api.cloud.yandex.net@attacker.example",
        "attacker.example/backup.api.cloud.yandex.net"
      })
  void shouldNotFollowADiscoveryAnswerThatPointsElsewhere(String address) {
    for (String service : new String[] {"backup", "operation", "iam"}) {
      cloud.enqueue(
          json("{\"endpoints\":[{\"id\":\"%s\",\"address\":\"%s\"}]}".formatted(service, address)));

      assertThatThrownBy(() -> connect(GivenEndpoints.NONE))
          .as(service)
          .isInstanceOf(EndpointNotAllowedException.class);
    }
    assertThat(MockCloud.received(cloud))
        .as("nothing but the list was asked for, without a token")
        .hasSize(3)
        .allSatisfy(r -> assertThat(r.getPath()).isEqualTo("/endpoints"))
        .allSatisfy(r -> assertThat(r.getHeader("Authorization")).isNull());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void shouldNotFollowARedirectToTheAttackersServer(int status) {
    String elsewhere = "Location: " + attackersServer() + "/steal";
    CloudConnector connector = connector();
    BackupApi byToken =
        connector.connect(
            new GivenEndpoints(uri(cloud), uri(cloud), null),
            new Credentials.IamToken("t1.canary"),
            connector.budget(10));
    BackupApi byKey =
        connector.connect(
            new GivenEndpoints(uri(cloud), uri(cloud), uri(cloud)),
            TestKey.rsa().credentials(),
            connector.budget(10));
    for (int i = 0; i < 10; i++) {
      cloud.enqueue(answer(status, "", elsewhere));
    }

    assertThatThrownBy(() -> byToken.listResources("folder", ""))
        .isInstanceOf(CloudException.class);
    assertThatThrownBy(() -> byToken.startRecovery("backup", "machine", "key"))
        .isInstanceOf(CloudException.class);
    assertThatThrownBy(() -> byKey.listResources("folder", "")).isInstanceOf(CloudException.class);

    assertThat(attacker.getRequestCount()).isZero();
    assertThat(cloud.getRequestCount()).isPositive();
  }
}
