package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IamTest {
  private static final KeyPair KEY = rsa();
  private static final KeyPair OTHER = rsa();
  private final TestCloud cloud =
      new TestCloud(
          """
          folders: [{id: b1gone}]
          serviceAccounts:
            - id: ajesigner
              folders: [b1gone]
              keys:
                - {id: ajekey, publicKey: "%s"}
          metadataAccount: ajesigner
          settings: {tokenLifetime: 10m}
          """
              .formatted(Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded())));

  @AfterEach
  void close() {
    cloud.close();
  }

  /** What a client signs. */
  private record Claims(String kid, String iss, String aud, long issuedAt, long seconds) {}

  private Claims right() {
    return new Claims(
        "ajekey", "ajesigner", JwtVerifier.AUDIENCE, cloud.clock.instant().getEpochSecond(), 3600);
  }

  private Response exchange(String jwt) {
    return cloud.send(cloud.bare("POST", "/iam/v1/tokens", "{\"jwt\":\"" + jwt + "\"}"));
  }

  private Response list(String token) {
    return cloud.send(
        cloud
            .bare("GET", RESOURCES + "?folderId=b1gone", "")
            .header("Authorization", "Bearer " + token));
  }

  @Test
  void shouldGiveATokenThatWorksUntilItEnds() {
    Response issued = exchange(jwt(right(), "PS256", KEY.getPrivate()));

    assertThat(issued.status()).isEqualTo(200);
    assertThat(Instant.parse(issued.text("/expiresAt")))
        .isEqualTo(cloud.clock.instant().plusSeconds(600));
    assertThat(list(issued.text("/iamToken")).status()).isEqualTo(200);
    cloud.pass("599s");
    assertThat(list(issued.text("/iamToken")).status()).isEqualTo(200);
    cloud.pass("1s");
    assertThat(list(issued.text("/iamToken")).code()).isEqualTo(16);
  }

  @Test
  void shouldLetTokensLiveInRealTimeWhenTheCloudsClockIsMoved() {
    Response issued = exchange(jwt(right(), "PS256", KEY.getPrivate()));

    cloud.post("/control/clock", "{\"advance\":\"48h\"}");

    assertThat(list(issued.text("/iamToken")).status()).isEqualTo(200);
  }

  @Test
  void shouldEndIssuedTokensWhenTheyAreRevoked() {
    Response issued = exchange(jwt(right(), "PS256", KEY.getPrivate()));

    cloud.post("/control/tokens/revoke", "");

    assertThat(list(issued.text("/iamToken")).code()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "ajeother, ajesigner, https://iam.api.cloud.yandex.net/iam/v1/tokens, 0, 3600, kid",
    "ajekey, ajesomeone, https://iam.api.cloud.yandex.net/iam/v1/tokens, 0, 3600, iss",
    "ajekey, ajesigner, https://iam.api.cloud.yandex.net, 0, 3600, aud",
    "ajekey, ajesigner, https://iam.api.cloud.yandex.net/iam/v1/tokens, 0, 3601, more than an hour",
    "ajekey, ajesigner, https://iam.api.cloud.yandex.net/iam/v1/tokens, -3600, 3600, expired",
    "ajekey, ajesigner, https://iam.api.cloud.yandex.net/iam/v1/tokens, 61, 600, future"
  })
  void shouldRefuseClaimsThatTheCloudRefuses(
      String kid, String iss, String aud, long shift, long seconds, String reason) {
    long issuedAt = cloud.clock.instant().getEpochSecond() + shift;

    Response refused =
        exchange(jwt(new Claims(kid, iss, aud, issuedAt, seconds), "PS256", KEY.getPrivate()));

    assertThat(refused.code()).isEqualTo(16);
    assertThat(refused.text("/message")).contains(reason);
  }

  @Test
  void shouldRefuseAnotherKeysSignature() {
    assertThat(exchange(jwt(right(), "PS256", OTHER.getPrivate())).text("/message"))
        .contains("signature");
  }

  @Test
  void shouldRefuseAnotherAlgorithmEvenWithTheRightKey() {
    assertThat(exchange(jwt(right(), "RS256", KEY.getPrivate())).text("/message"))
        .contains("only PS256");
    String claimed = jwt(right(), "RS256", KEY.getPrivate());
    String header = base64("{\"typ\":\"JWT\",\"alg\":\"PS256\",\"kid\":\"ajekey\"}");
    assertThat(exchange(header + claimed.substring(claimed.indexOf('.'))).text("/message"))
        .contains("signature");
  }

  @Test
  void shouldRefuseWhatIsNoJwt() {
    assertThat(exchange("abc").code()).isEqualTo(16);
    assertThat(exchange("a.b.c").code()).isEqualTo(16);
    assertThat(exchange("").code()).isEqualTo(3);
  }

  @Test
  void shouldGiveTheMetadataTokenOnlyWithTheHeaderAndAnAccount() {
    String path = "/computeMetadata/v1/instance/service-accounts/default/token";

    Response token = cloud.send(cloud.bare("GET", path, "").header("Metadata-Flavor", "Google"));

    assertThat(list(token.text("/access_token")).status()).isEqualTo(200);
    assertThat(cloud.send(cloud.bare("GET", path, "")).status()).isEqualTo(403);
    try (TestCloud none = TestCloud.standard()) {
      assertThat(none.send(none.bare("GET", path, "").header("Metadata-Flavor", "Google")).code())
          .isEqualTo(5);
    }
  }

  @Test
  void shouldAcceptAnyTokenWhenTheScenarioSaysSo() {
    try (TestCloud open = new TestCloud("folders: [{id: b1gone}]\nanyToken: true\n")) {
      assertThat(open.get(RESOURCES + "?folderId=b1gone").status()).isEqualTo(200);
      assertThat(open.get(RESOURCES + "?folderId=b1gnone").code()).isEqualTo(5);
      assertThat(open.send(open.bare("GET", RESOURCES + "?folderId=b1gone", "")).code())
          .isEqualTo(16);
    }
  }

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String jwt(Claims claims, String algorithm, PrivateKey key) {
    String header =
        base64("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\",\"kid\":\"" + claims.kid() + "\"}");
    String body =
        base64(
            "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(
                    claims.iss(),
                    claims.aud(),
                    claims.issuedAt(),
                    claims.issuedAt() + claims.seconds()));
    return header + "." + body + "." + sign(header + "." + body, algorithm, key);
  }

  private static String sign(String text, String algorithm, PrivateKey key) {
    try {
      Signature signature =
          Signature.getInstance(algorithm.equals("PS256") ? "RSASSA-PSS" : "SHA256withRSA");
      if (algorithm.equals("PS256")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
