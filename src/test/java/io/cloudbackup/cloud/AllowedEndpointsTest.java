package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedEndpointsTest {
  private static final AllowedEndpoints ALLOWED =
      AllowedEndpoints.parse(
          " https://*.api.cloud.yandex.net, https://auth.yandex.cloud,http://127.0.0.1:*,"
              + "https://proxy.example:8443,http://emulator,");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://backup.api.cloud.yandex.net",
        "https://backup.api.cloud.yandex.net/",
        "https://backup.api.cloud.yandex.net:443",
        "HTTPS://BACKUP.API.cloud.yandex.net",
        "https://a.b.api.cloud.yandex.net",
        "https://auth.yandex.cloud",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://127.0.0.1:65535",
        "https://proxy.example:8443",
        "http://emulator",
        "http://emulator:80"
      })
  void shouldAllow(String endpoint) {
    assertThat(ALLOWED.refusal(URI.create(endpoint))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.cloud.yandex.net",
        "https://.api.cloud.yandex.net",
        "https://evilapi.cloud.yandex.net",
        "https://backup.api.cloud.yandex.net.evil.com",
        "https://backup.api.cloud.yandex.net.",
        "https://backup.api.cloud.yandex.net:8443",
        "https://backup.api.cloud.yandex.net:80",
        "http://backup.api.cloud.yandex.net",
        "http://backup.api.cloud.yandex.net:443",
        "https://backupXapi.cloud.yandex.net",
        "https://auth.yandex.cloud:444",
        "https://x.auth.yandex.cloud",
        "https://127.0.0.1:8443",
        "http://127.0.0.1.evil.com",
        "http://127.0.0.2:80",
        "http://localhost:80",
        "http://emulator:8080",
        "https://proxy.example"
      })
  void shouldRefuseWhatNoPatternNames(String endpoint) {
    assertThat(ALLOWED.refusal(URI.create(endpoint))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.com#.api.cloud.yandex.net",
        "https://evil.com/.api.cloud.yandex.net",
        "https://evil.com?.api.cloud.yandex.net",
        "https://x@backup.api.cloud.yandex.net",
        "https://x:y@backup.api.cloud.yandex.net",
        "https://@backup.api.cloud.yandex.net",
        "https://backup.api.cloud.yandex.net@evil.com",
        "https://backup.api.cloud.yandex.net/path",
        "https://backup.api.cloud.yandex.net//",
        "https://backup.api.cloud.yandex.net?",
        "https://backup.api.cloud.yandex.net?a=b",
        "https://backup.api.cloud.yandex.net#",
        "https://backup.api.cloud.yandex.net:",
        "https://backup.api.cloud.yandex.net:99999",
        "https://bäckup.api.cloud.yandex.net",
        "https://a..api.cloud.yandex.net",
        "https://-a.api.cloud.yandex.net",
        "https://a_b.api.cloud.yandex.net",
        "https://%61.api.cloud.yandex.net",
        "http://[::1]:80",
        "http://2130706433",
        "http://0x7f.0.0.0x1",
        "http://010.0.0.1",
        "http://127.1",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "//backup.api.cloud.yandex.net",
        "backup.api.cloud.yandex.net",
        "https:backup.api.cloud.yandex.net",
        ""
      })
  void shouldRefuseTricksEvenWhereEverythingIsAllowed(String endpoint) {
    AllowedEndpoints everything = AllowedEndpoints.parse("https://*:*,http://*:*");

    assertThat(ALLOWED.refusal(URI.create(endpoint))).isPresent();
    assertThat(everything.refusal(URI.create(endpoint)))
        .as("refused for its form, as everything else is allowed")
        .hasValueSatisfying(why -> assertThat(why).doesNotContain("is not among those"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.96.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "8.8.8.8",
        "localhost",
        "LocalHost",
        "emulator",
        "a.b.localhost",
        "printer.in.local",
        "metadata.google.internal",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local"
      })
  void shouldNotLetStarAloneMeanWhatIsNear(String host) {
    AllowedEndpoints everything =
        AllowedEndpoints.parse("https://*,http://*:*,https://*.*.*.*,https://kubernetes.*");

    assertThat(everything.refusal(URI.create("https://" + host)))
        .hasValueSatisfying(why -> assertThat(why).contains("is not among those"));
    assertThat(everything.refusal(URI.create("http://" + host + ":8080"))).isPresent();
    assertThat(AllowedEndpoints.parse("https://" + host).refusal(URI.create("https://" + host)))
        .as("named")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://*.default.svc, https://proxy.default.svc, true",
    "https://*.svc.cluster.local, https://proxy.default.svc.cluster.local, true",
    "https://*.localhost, https://a.localhost, true",
    "https://*.example, https://a.example, true",
    "https://*.0.0.1, https://127.0.0.1, false",
    "https://127.*.1, https://127.0.0.1, false",
    "https://10.*, https://10.96.0.1, false"
  })
  void shouldTakeInternalNamesByTheirEndAndAddressesAsAWhole(
      String pattern, String endpoint, boolean allowed) {
    assertThat(AllowedEndpoints.parse(pattern).refusal(URI.create(endpoint)).isEmpty())
        .isEqualTo(allowed);
  }

  @Test
  void shouldSayWhichAndWhyWithoutThePassword() {
    assertThat(ALLOWED.refusal(URI.create("https://evil.com")))
        .contains(
            "The endpoint https://evil.com is not among those that --allowed-endpoints"
                + " (CLOUD_BACKUP_ALLOWED_ENDPOINTS) names: https://*.api.cloud.yandex.net,"
                + " https://auth.yandex.cloud, http://127.0.0.1:*, https://proxy.example:8443,"
                + " http://emulator.");
    assertThat(ALLOWED.refusal(URI.create("https://me:secret@evil.com")))
        .contains("The endpoint https://[redacted]@evil.com has a user or a broken port in it.");
  }

  @ParameterizedTest
  @CsvSource({"https://*,true", "https://b.*.net,true", "https://b.api.cloud.yandex.*,true"})
  void shouldLetStarStandAnywhere(String pattern, boolean allowed) {
    URI endpoint = URI.create("https://b.api.cloud.yandex.net");

    assertThat(AllowedEndpoints.parse(pattern).refusal(endpoint).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void shouldAllowNothingWhenListIsEmpty() {
    assertThat(AllowedEndpoints.parse(" ").refusal(URI.create("https://a.example"))).isPresent();
  }

  @Test
  void shouldNotStumbleOverLongHost() {
    URI endpoint = URI.create("https://" + "a.".repeat(50_000) + "b");

    assertThat(ALLOWED.refusal(endpoint)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "backup.api.cloud.yandex.net",
        "ftp://a",
        "https://",
        "https://a*.example",
        "https://**.example",
        "https://a/b",
        "https://x@a",
        "https://a:port",
        "https://[::1]",
        "https://a..b",
        "*://a"
      })
  void shouldRefusePatternOfAnotherForm(String pattern) {
    assertThatThrownBy(() -> AllowedEndpoints.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pattern);
  }
}
