package io.cloudbackup.cloud;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.cloudbackup.cloud.CloudError.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints whose certificate an authority of one's own has signed. */
class CaBundleTest {
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("Own authority").build();
  private final AtomicInteger requests = new AtomicInteger();
  private final FakeTime time = new FakeTime();
  private HttpsServer server = serve("127.0.0.1");

  @TempDir private Path directory = Path.of("");

  private HttpsServer serve(String name) {
    HeldCertificate own =
        new HeldCertificate.Builder().addSubjectAlternativeName(name).signedBy(authority).build();
    try {
      HttpsServer started =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      started.setHttpsConfigurator(
          new HttpsConfigurator(
              new HandshakeCertificates.Builder().heldCertificate(own).build().sslContext()));
      started.createContext(
          "/",
          exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
          });
      started.start();
      return started;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private Path bundle(String text) throws IOException {
    return Files.writeString(directory.resolve("ca.crt"), text);
  }

  private BackupApi api(CaBundle trusted) {
    URI uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    CloudConnector connector =
        new CloudConnector(
            TestApi.SETTINGS,
            AllowedEndpoints.parse("https://127.0.0.1:*"),
            uri,
            trusted,
            "test",
            time.runtime());
    return connector.connect(
        new GivenEndpoints(uri, uri, null),
        new Credentials.IamToken(TestApi.TOKEN),
        connector.budget(1000));
  }

  private CloudError refusal(CaBundle trusted) {
    CloudError error =
        catchThrowableOfType(
                CloudException.class, () -> api(trusted).startRecovery("backup", "machine", "key"))
            .error();
    assertThat(requests).as("no token was shown to the server").hasValue(0);
    return error;
  }

  @Test
  void shouldCallEndpointWhenTheBundleVouchesForIt() throws Exception {
    HeldCertificate other = new HeldCertificate.Builder().certificateAuthority(0).build();
    CaBundle trusted =
        CaBundle.read(
            bundle("# ours\n" + other.certificatePem() + "\n" + authority.certificatePem() + "\n"));

    assertThat(api(trusted).listResources("folder", "").items()).isEmpty();
    assertThat(requests).hasValue(1);
  }

  @Test
  void shouldSendNothingAndNameTheSettingWhenNobodyVouches() {
    CloudError error = refusal(CaBundle.NONE);

    assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(error.message())
        .startsWith("not sent: no connection to 127.0.0.1")
        .contains("Nobody whom the operator trusts", "CLOUD_BACKUP_CA_BUNDLE");
  }

  @Test
  void shouldSendNothingWhenAnotherAuthorityIsInTheBundle() throws Exception {
    HeldCertificate other = new HeldCertificate.Builder().certificateAuthority(0).build();

    CloudError error = refusal(CaBundle.read(bundle(other.certificatePem())));

    assertThat(error.message()).contains("CLOUD_BACKUP_CA_BUNDLE");
  }

  @Test
  void shouldSendNothingWhenTheCertificateIsOfAnotherHost() throws Exception {
    server.stop(0);
    server = serve("backup.example");

    CloudError error = refusal(CaBundle.read(bundle(authority.certificatePem())));

    assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(error.message()).contains("Its certificate is of another host");
  }

  @Test
  void shouldGoOnTrustingTheAuthoritiesOfTheJavaRuntime() throws Exception {
    CaBundle trusted = CaBundle.read(bundle(authority.certificatePem()));
    int own = issuers(CaBundle.NONE);

    assertThat(own).isPositive();
    assertThat(issuers(trusted)).isEqualTo(own + 1);
  }

  private static int issuers(CaBundle trusted) {
    return requireNonNull(trusted.client().x509TrustManager()).getAcceptedIssuers().length;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      })
  void shouldRefuseFileThatHoldsSomethingElse(String text) throws Exception {
    Path file = bundle(text);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CaBundle.read(file))
        .withMessageStartingWith("The CA bundle " + file);
  }

  @Test
  void shouldSayWhichFileCanNotBeRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CaBundle.read(Path.of("/no/such/ca.crt")))
        .withMessage("The CA bundle /no/such/ca.crt can't be read.");
  }
}
