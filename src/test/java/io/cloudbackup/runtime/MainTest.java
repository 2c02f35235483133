package io.cloudbackup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(out);
    System.setErr(err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void shouldTellWhatItCanDo(String option) {
    assertThat(Main.run(option)).isZero();
    assertThat(said()).contains("cloud-backup-operator", "operator", "emulator");
    assertThat(complained()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void shouldTellItsVersion(String option) {
    assertThat(Main.run(option)).isZero();
    assertThat(said()).matches("cloud-backup-operator \\S+\\s+");
  }

  @Test
  void shouldTellWhatTheEmulatorTakes() {
    assertThat(Main.run("emulator", "--help")).isZero();
    assertThat(said()).contains("--port", "--scenario", "--time-scale");
  }

  @Test
  void shouldTellWhatTheOperatorTakes() {
    assertThat(Main.run("operator", "--help")).isZero();
    assertThat(said()).contains("--watch-namespaces", "CLOUD_BACKUP_ALLOWED_ENDPOINTS");
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    assertThat(Main.run("--no-such-option")).isEqualTo(2);
    assertThat(complained())
        .contains("--no-such-option")
        .contains("Try 'cloud-backup-operator operator --help'");
    assertThat(said()).isEmpty();
  }

  @Test
  void shouldRefuseScenarioThatIsNotThere() {
    assertThat(Main.run("emulator", "--port", "0", "--scenario", "/no/such/file.yaml"))
        .isEqualTo(2);
    assertThat(complained()).contains("/no/such/file.yaml").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--log-level=LOUD", "operator --log-level=LOUD"})
  void shouldRefuseLogLevelThatThereIsNot(String line) {
    assertThat(Main.run(line.split(" ", -1))).isEqualTo(2);
    assertThat(complained()).contains("--log-level 'LOUD' is none of ERROR, WARN, INFO");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--recovery-poll-interval=soon",
        "--allowed-endpoints=nonsense",
        "--discovery=ht tp://x",
        "--ca-bundle=/no/such/ca.crt",
        "--http-port=many",
        "--leader-election=maybe"
      })
  void shouldRefuseSettingsThatAreNoGood(String option) {
    assertThat(Main.run(option)).isEqualTo(2);
    assertThat(complained())
        .contains(option.substring(option.indexOf('=') + 1))
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.cloud.yandex.net",
        "HTTP://127.0.0.1:8080",
        "ftp://api.cloud.yandex.net",
        "file:///etc/endpoints",
        "api.cloud.yandex.net",
        "//api.cloud.yandex.net",
        "https:api.cloud.yandex.net",
        "https:///endpoints",
        "https://api.cloud.yandex.net/endpoints",
        "https://api.cloud.yandex.net?a=b",
        "https://api.cloud.yandex.net:99999"
      })
  void shouldAskNothingButAnHttpsHostForTheEndpoints(String discovery) {
    assertThat(Main.run("--discovery=" + discovery)).isEqualTo(2);
    assertThat(complained())
        .contains("--discovery: The endpoint " + discovery, "Give an https URL, such as")
        .contains("CLOUD_BACKUP_ALLOWED_ENDPOINTS")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldNotShowThePasswordOfTheDiscovery() {
    assertThat(Main.run("--discovery=https://me:secret@api.cloud.yandex.net")).isEqualTo(2);
    assertThat(complained()).contains("https://[redacted]@api").doesNotContain("secret");
  }

  /** Then only the interval is wrong, which is looked at last. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--discovery=http://127.0.0.1:8080 --allowed-endpoints=http://127.0.0.1:*",
        "--discovery=https://mirror.example:8443/ --allowed-endpoints=https://other.example"
      })
  void shouldTakeADiscoveryThatIsSafeOrAllowed(String options) {
    assertThat(Main.run((options + " --recovery-poll-interval=soon").split(" ", -1))).isEqualTo(2);
    assertThat(complained()).contains("soon").doesNotContain("--discovery:");
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return complained.toString(StandardCharsets.UTF_8);
  }
}
