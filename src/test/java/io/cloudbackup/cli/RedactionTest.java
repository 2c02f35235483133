package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String CANARY = "cAnArY0123456789cAnArY";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t1.9eudm.%s",
        "Authorization: Bearer %s",
        "authorization: basic %s",
        "{\"private_key\": \"PLEASE %s\\n\\\"more\"}",
        "privateKey: %s",
        "PASSWORD=%s",
        "  iamToken: '%s'",
        "y0_%s",
        "AQVN%s",
        "eyJhbGciOiJSUzI1NiJ9.%s.%s",
        "https://user:%s@host/",
        "http://u:p@%s@proxy:3128",
        "https://%s@host/path",
        "https://:%s@host",
        "http://u:a/%s@proxy",
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n%s",
        "client_secret=%s",
        "password: true-%s",
        "YCAJE%s"
      })
  void shouldTakeOutWhatLooksLikeASecret(String text) {
    assertThat(Redaction.of(text.replace("%s", CANARY)))
        .doesNotContain(CANARY)
        .contains("[redacted]");
  }

  @Test
  void shouldLeaveWhatSomebodyNeeds() {
    String text =
        """
        folderId: b1gdemo
        backupId: 249b9f72-9abd-32f8-a774-892f9823b9a9
        iamTokenSecretRef:
          name: cloud-token
          key: token
        message: The token is not accepted.
        protectedByPassword: false
        hash: sha256:433d55d7a6fa95ea283a7a39
        idempotencyKey: 2f3c
        imageID: docker-pullable://registry:5000/operator@sha256:0123
        url: https://backup.api.cloud.yandex.net:443/path/a@b
        """;

    assertThat(Redaction.of(text)).isEqualTo(text);
  }
}
